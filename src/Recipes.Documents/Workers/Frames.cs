using System.Buffers.Binary;
using System.Text.Json;
using Recipes.Core;

namespace Recipes.Documents.Workers;

/// <summary>What goes through the pipes: the length of a value's JSON in four bytes, then the JSON.</summary>
internal static class Frames
{
    private const int LengthBytes = 4;

    public static void Write<T>(Stream stream, T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, JsonLines.Options);
        var frame = new byte[LengthBytes + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, LengthBytes);
        stream.Write(frame);
        stream.Flush();
    }

    /// <summary>The next value, or null where the stream ends, also within one.</summary>
    public static T? Read<T>(Stream stream)
        where T : class
    {
        var length = new byte[LengthBytes];
        if (stream.ReadAtLeast(length, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            return null;
        }

        var json = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        return stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length
            ? null
            : JsonSerializer.Deserialize<T>(json, JsonLines.Options);
    }
}
