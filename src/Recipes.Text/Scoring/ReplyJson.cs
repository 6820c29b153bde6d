using System.Text;
using System.Text.Json;

namespace Recipes.Text.Scoring;

/// <summary>Finds one JSON value in a reply, in ordered tiers, and never makes one up.</summary>
public static class ReplyJson
{
    private const int MostTries = 2_000; // brackets tried, the last ones of the reply: a bound on hostile text, chosen by hand

    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 32 };

    /// <summary>The value of the first tier that has one which fits: the whole text; one fence; the last that fits
    /// inside prose; the same two after repair.</summary>
    /// <param name="text">A reply without its reasoning.</param>
    /// <param name="fits">Whether a value has the wanted form.</param>
    /// <returns>(null, None) where no tier reads a value.</returns>
    public static (JsonElement? Value, ParseTier Tier) Read(string text, Func<JsonElement, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fits);
        if (TryWhole(text, fits) is { } whole)
        {
            return (whole, ParseTier.Strict);
        }

        if (ReplyText.Fenced(text) is { } fenced && TryWhole(fenced, fits) is { } inFence)
        {
            return (inFence, ParseTier.Fence);
        }

        var prose = ReplyText.WithoutCode(text);
        if (LastThatFits(prose, fits, Strictly) is { } embedded)
        {
            return (embedded, ParseTier.Embedded);
        }

        return LastThatFits(prose, fits, RepairingReader.TryRead) is { } repaired
            ? (repaired, ParseTier.Repaired)
            : (null, ParseTier.None);
    }

    private static JsonElement? TryWhole(string text, Func<JsonElement, bool> fits)
    {
        try
        {
            var value = JsonElement.Parse(text, _strict);
            return fits(value) ? value : null;
        }
        catch (JsonException)
        {
            return null; // not JSON: the next tier looks
        }
    }

    /// <summary>A reader of one value at a place: the value and where it ends, or null.</summary>
    private delegate (JsonElement Value, int End)? Reader(string text, int start);

    private static JsonElement? LastThatFits(string text, Func<JsonElement, bool> fits, Reader read)
    {
        var starts = Enumerable.Range(0, text.Length).Where(i => text[i] is '[' or '{' or '【' or '［' or '｛').ToList();
        JsonElement? last = null;
        var end = 0;
        foreach (var start in starts.Skip(Math.Max(0, starts.Count - MostTries)))
        {
            if (start >= end && read(text, start) is { } found && fits(found.Value))
            {
                (last, end) = found;
            }
        }

        return last;
    }

    private static (JsonElement, int)? Strictly(string text, int start)
    {
        if (text[start] is not ('[' or '{'))
        {
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(text[start..]);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 32 });
        try
        {
            var value = JsonElement.ParseValue(ref reader);
            return (value, start + Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.BytesConsumed)));
        }
        catch (JsonException)
        {
            return null; // no value starts here
        }
    }
}
