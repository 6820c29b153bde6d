using System.Buffers.Binary;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Files.Gguf;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Files.Gguf;

[Collection(LoadTorch.OneAfterTheOther)]
public sealed class GgufFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-gguf-").FullName;

    private string FilePath => Path.Combine(_folder, "model.gguf");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Data", "reference")]
    public void A_file_by_others_is_read_back_to_the_weights_that_it_was_expanded_to()
    {
        var (path, folder) = Theirs();
        using var scope = NewDisposeScope();
        using var ours = Model.Load(folder, Precision.Float32);

        using var theirs = GgufModel.Load(path, Precision.Float32);

        Assert.Equal(
            ours.Config with { Source = null, EndIds = theirs.Config.EndIds, Windows = theirs.Config.Windows },
            theirs.Config with { PaddingId = ours.Config.PaddingId });
        var worst = 0.0;
        foreach (var slot in ours.Weights.Layout.Slots)
        {
            using var one = NewDisposeScope();
            var expanded = ours.Weights.Values(slot);
            var read = theirs.Weights.Values(slot).to(ScalarType.BFloat16).to(ScalarType.Float32); // the script rounds to bf16
            worst = Math.Max(worst, (expanded - read).abs().max().item<float>());
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{ours.Weights.Layout.Slots.Count} tensors of F32, Q8_0 and Q4_1, largest difference {worst}");
        Assert.Equal(0, worst);
    }

    [Fact]
    [Trait("Data", "reference")]
    public void Bytes_by_others_are_written_again_from_their_numbers()
    {
        using var scope = NewDisposeScope();
        using var file = new GgufFile(Theirs().Path);
        var entry = file.Entries["token_embd.weight"];
        Assert.Equal(GgufType.Q8_0, entry.Type);

        var numbers = file.Read(entry.Name).view(-1).narrow(0, 0, 32 * 4096).data<float>().ToArray();
        var again = new byte[34 * 4096];
        Assert.True(GgufBlocks.Write(GgufType.Q8_0, numbers, again));

        using var stream = File.OpenRead(Theirs().Path);
        stream.Position = entry.Start;
        var theirs = new byte[again.Length];
        stream.ReadExactly(theirs);
        var equal = Enumerable.Range(0, 4096).Count(i => again.AsSpan(34 * i, 34).SequenceEqual(theirs.AsSpan(34 * i, 34)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{equal} of 4096 blocks equal");

        // A block whose largest byte is not 127 was rounded against a scale that float16 could not hold.
        var full = Enumerable.Range(0, 4096).Count(i => theirs.AsSpan((34 * i) + 2, 32).ContainsAny([(byte)127, (byte)129]));
        Assert.True(equal >= full, $"{equal} of {full}");
    }

    [Fact]
    public void Blocks_hold_what_their_bytes_say()
    {
        // Scale 2.0 = 0x4000, least 1.0 = 0x3C00; low halves are numbers 0 to 15, high halves 16 to 31.
        var numbers = new float[32];
        GgufBlocks.Read(GgufType.Q4_0, Block([0x00, 0x40], 16, at: 0, value: 0xF9), numbers);
        Assert.Equal((2f * (9 - 8), 2f * (15 - 8), -16f), (numbers[0], numbers[16], numbers[1]));

        GgufBlocks.Read(GgufType.Q4_1, Block([0x00, 0x40, 0x00, 0x3C], 16, at: 3, value: 0x2A), numbers);
        Assert.Equal(((2f * 10) + 1, (2f * 2) + 1, 1f), (numbers[3], numbers[19], numbers[0]));

        GgufBlocks.Read(GgufType.Q8_0, Block([0x00, 0x40], 32, at: 31, value: 0xFF), numbers);
        Assert.Equal((-2f, 0f), (numbers[31], numbers[0]));

        GgufBlocks.Read(GgufType.BF16, [0xC0, 0x3F], numbers.AsSpan(0, 1)); // 0x3FC00000 = 1.5
        Assert.Equal(1.5f, numbers[0]);
    }

    [Fact]
    public void Numbers_are_rounded_as_the_format_lays_down()
    {
        var numbers = new float[32];
        (numbers[0], numbers[1], numbers[2]) = (254, -3, 1); // scale 254 / 127 = 2; halves away from zero: −1.5 → −2, 0.5 → 1
        var stored = new byte[34];
        Assert.True(GgufBlocks.Write(GgufType.Q8_0, numbers, stored));
        Assert.Equal([0x00, 0x40, 127, 0xFE, 1, 0], stored[..6]);

        Assert.True(GgufBlocks.Write(GgufType.BF16, [1.00390625f], stored)); // 0x3F808000: halfway, to the even one
        Assert.Equal([0x80, 0x3F], stored[..2]);
        Assert.True(GgufBlocks.Write(GgufType.F16, [65504], stored));
        Assert.False(GgufBlocks.Write(GgufType.F16, [65536], stored)); // beyond float16
        Assert.False(GgufBlocks.Write(GgufType.F32, [float.NaN], stored));
    }

    [Fact]
    public void A_small_file_stands_byte_by_byte_as_the_format_says()
    {
        using var scope = NewDisposeScope();
        GgufWriter.Write(
            FilePath, [new("a", 7), new("b", (IReadOnlyList<string>)["x"])],
            [new("t", [1, 2], GgufType.F32, () => tensor(new float[] { 1, 2 }))]);

        byte[] expected =
        [
            .. "GGUF"u8, 3, 0, 0, 0, .. U64(1), .. U64(2), // version, tensors, keys
            .. U64(1), .. "a"u8, 4, 0, 0, 0, 7, 0, 0, 0, // uint32 7
            .. U64(1), .. "b"u8, 9, 0, 0, 0, 8, 0, 0, 0, .. U64(1), .. U64(1), .. "x"u8, // list of strings
            .. U64(1), .. "t"u8, 2, 0, 0, 0, .. U64(2), .. U64(1), 0, 0, 0, 0, .. U64(0), // axes, contiguous first; F32; offset
        ];
        var whole = File.ReadAllBytes(FilePath);
        Assert.Equal(expected, whole[..expected.Length]);
        var start = (expected.Length + 31) / 32 * 32;
        Assert.All(whole[expected.Length..start], pad => Assert.Equal(0, pad));
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], whole[start..(start + 8)]);

        using var file = new GgufFile(FilePath);
        Assert.Equal(7L, file.Metadata["a"]);
        Assert.Equal([1f, 2f], file.Read("t").data<float>().ToArray());
    }

    [Fact]
    public void A_file_that_lies_is_refused_before_memory_is_taken()
    {
        using (NewDisposeScope())
        {
            GgufWriter.Write(
                FilePath, [new("a", 7), new("b", (IReadOnlyList<string>)["x"])],
                [new("t", [1, 2], GgufType.F32, () => tensor(new float[] { 1, 2 }))]);
        }

        var good = File.ReadAllBytes(FilePath);
        var bad = new (string What, byte[] Bytes)[]
        {
            ("another magic", Changed(good, 0, [0])),
            ("version 1", Changed(good, 4, [1])),
            ("2^60 tensors", Changed(good, 8, U64(1L << 60))),
            ("2^60 keys", Changed(good, 16, U64(1L << 60))),
            ("a key of 2^62 bytes", Changed(good, 24, U64(1L << 62))),
            ("a value of type 99", Changed(good, 33, [99])),
            ("a list of 2^40", Changed(good, 58, U64(1L << 40))),
            ("a list of lists", Changed(good, 54, [9])),
            ("five axes", Changed(good, 84, [5])),
            ("an axis of 2^62", Changed(good, 88, U64(1L << 62))),
            ("an axis of 0", Changed(good, 88, U64(0))),
            ("a type that is not known", Changed(good, 104, [12])),
            ("an offset behind the file", Changed(good, 108, U64(1L << 40))),
            ("an offset that is not aligned", Changed(good, 108, U64(4))),
            ("cut off", good[..60]),
            ("empty", []),
        };
        foreach (var (what, bytes) in bad)
        {
            File.WriteAllBytes(FilePath, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var problem = Assert.Throws<RecipeException>(() => new GgufFile(FilePath).Dispose()).Problems[0];
            Assert.True(problem.Code is "RCP5330" or "RCP5331" or "RCP5306", what);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, what);
        }
    }

    private static (string Path, string Folder) Theirs()
    {
        foreach (var folder in ReferenceData.Folders("models"))
        {
            if (Directory.GetFiles(folder, "*.gguf") is [var path] && ReferenceModels.Weights(folder) is { } weights)
            {
                return (path, weights);
            }
        }

        Assert.Skip("no GGUF file by others with its expanded folder");
        return default;
    }

    private static byte[] Block(byte[] head, int count, int at, byte value)
    {
        byte[] block = [.. head, .. new byte[count]];
        block[head.Length + at] = value;
        return block;
    }

    private static byte[] U64(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Changed(byte[] bytes, int at, byte[] by)
    {
        var changed = bytes.ToArray();
        by.CopyTo(changed, at);
        return changed;
    }
}
