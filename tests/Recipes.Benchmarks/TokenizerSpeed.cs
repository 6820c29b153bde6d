using System.Diagnostics;
using Recipes.Testing;
using Recipes.Text.Tokenizers;

namespace Recipes.Benchmarks;

/// <summary>Encoding of the reference documents (Chinese statutes, English documentation), paragraph by paragraph, beside
/// the native Hugging Face tokenizer with the same file.</summary>
/// <remarks>Budget: at least its speed (design, section 10). Both run on one thread, in turns.</remarks>
internal static class TokenizerSpeed
{
    private const int Rounds = 3;

    public static void Run()
    {
        var root = ReferenceData.Root ?? throw new InvalidOperationException("set RECIPES_DATA to the reference data");
        var lines = Directory.GetFiles(Path.Combine(root, "documents")).Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines).Where(line => line.Length > 0).ToList();
        var megabytes = lines.Sum(System.Text.Encoding.UTF8.GetByteCount) / 1e6;
        foreach (var folder in Directory.GetDirectories(Path.Combine(root, "tokenizers")).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(folder, "tokenizer.json");
            if (!File.Exists(file))
            {
                continue;
            }

            var ours = FolderTokenizer.Load(folder);
            using var native = new global::Tokenizers.DotNet.Tokenizer(file);
            var (own, peer) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                own.Add(megabytes / Seconds(lines, line => ours.EncodeUntrusted(line)));
                peer.Add(megabytes / Seconds(lines, line => native.Encode(line)));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetFileName(folder),-16} {own.Max(),6:0.00} MB/s   native {peer.Max(),6:0.00} MB/s   {own.Max() / peer.Max():0.00}x"));
        }
    }

    private static double Seconds(List<string> lines, Action<string> encode)
    {
        var watch = Stopwatch.StartNew();
        lines.ForEach(encode);
        return watch.Elapsed.TotalSeconds;
    }
}
