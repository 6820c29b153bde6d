using System.IO.Compression;
using System.Text;
using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Files;

/// <summary>Checkpoints as torch.save writes them, put together by hand from pickle instructions.</summary>
public sealed class TorchArchiveTests : IDisposable
{
    private const string Storage = "((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0004tQ";
    private const string Backward = "\u0089ccollections\nOrderedDict\n)RtR";
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";
    private const string Shape22 = "K\u0002K\u0002\u0086K\u0002K\u0001\u0086";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_dictionary_of_tensors_is_read()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        Write(Dictionary(Rebuild + Storage + "K\u0000" + Shape22 + Backward));

        using var file = new TensorFile(_path);

        Assert.Equal([2L, 2L], file.Entries["w"].Shape);
        Assert.Equal([1f, 2f, 3f, 4f], file.Read("w").data<float>().ToArray());
    }

    [Fact]
    public void A_view_into_a_storage_and_attributes_of_the_dictionary_are_read()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        Write("\u0080\u0002ccollections\nOrderedDict\n)Rq\u0000X\u0001\u0000\u0000\u0000w" + Rebuild + Storage + "K\u0001K\u0002\u0085K\u0001\u0085" + Backward
            + "s}X\u0009\u0000\u0000\u0000_metadatah\u0000sb.");

        using var file = new TensorFile(_path);

        Assert.Equal([2f, 3f], file.Read("w").data<float>().ToArray());
    }

    [Theory]
    [InlineData("cos\nsystem\nX\u0002\u0000\u0000\u0000ls\u0085R", "os.system")]
    [InlineData("cbuiltins\neval\n)R", "builtins.eval")]
    [InlineData("ctorch.hub\nload\n)R", "torch.hub.load")]
    [InlineData("ctorch\nload\n)R", "torch.load")]
    [InlineData("(ios\nsystem\n", "0x69")] // INST
    [InlineData("\u0093", "0x93")] // STACK_GLOBAL
    [InlineData("\u0081", "0x81")] // NEWOBJ
    [InlineData("\u0082\u0001", "0x82")] // EXT1
    [InlineData("]", "0x5d")] // EMPTY_LIST
    [InlineData("ccollections\nOrderedDict\nctorch._utils\n_rebuild_tensor_v2\nR", "something else than tensors")]
    [InlineData("N}b", "attributes of something else")]
    [InlineData("K\u0001", "is no tensor")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fabc", "ends too early")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffabc", "ends too early")]
    [InlineData("\u008a\u0009123456789", "more than 64 bits")]
    [InlineData("h\u0007", "remembers what it never stored")]
    [InlineData("tttt", "ends too early|closes what it did not open|is no tensor")]
    [InlineData("RRRRRR", "takes more than it has|something else than tensors")]
    [InlineData("(X\u0001\u0000\u0000\u0000qQ", "storage in another form")]
    public void Whatever_is_no_record_of_a_tensor_is_refused(string value, string expected)
    {
        Write(Dictionary(value));

        Assert.Contains(expected.Split('|'), part => Refusal().Contains(part, StringComparison.Ordinal));
    }

    /// <summary>What <c>pickle.dumps</c> writes in each protocol for an object whose reading runs <c>posix.system("ls")</c>,
    /// and a few by hand; none is even looked up.</summary>
    [Theory]
    [InlineData("cposix\nsystem\np0\n(Vls\np1\ntp2\nRp3\n.", "posix.system")] // 0
    [InlineData("cposix\nsystem\nq\u0000(X\u0002\u0000\u0000\u0000lsq\u0001tq\u0002Rq\u0003.", "posix.system")] // 1
    [InlineData("\u0080\u0002cposix\nsystem\nq\u0000X\u0002\u0000\u0000\u0000lsq\u0001\u0085q\u0002Rq\u0003.", "posix.system")] // 2
    [InlineData("\u0080\u0003cposix\nsystem\nq\u0000X\u0002\u0000\u0000\u0000lsq\u0001\u0085q\u0002Rq\u0003.", "protocol 3")]
    [InlineData("\u0080\u0004\u0095\u001d\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u008c\u0005posix\u0094\u008c\u0006system\u0094\u0093\u0094\u008c\u0002ls\u0094\u0085\u0094R\u0094.", "protocol 4")]
    [InlineData("\u0080\u0005\u0095\u001d\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u008c\u0005posix\u0094\u008c\u0006system\u0094\u0093\u0094\u008c\u0002ls\u0094\u0085\u0094R\u0094.", "protocol 5")]
    [InlineData("\u0080\u0006.", "protocol 6")]
    [InlineData("(S'ls'\nios\nsystem\n.", "0x53")] // STRING, INST
    [InlineData("\u008c\u0005posix\u008c\u0006system\u0093.", "0x8c")] // SHORT_BINUNICODE, STACK_GLOBAL, no protocol said
    [InlineData("(cposix\nsystem\nVls\no.", "posix.system")] // OBJ
    [InlineData("\u0080\u0002\u0080\u0004\u0093.", "protocol 4")]
    [InlineData("\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "0x95")] // FRAME of 2^63 bytes
    [InlineData("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "0x8e")] // BINBYTES8
    public void A_pickle_of_any_protocol_with_code_is_refused_and_nothing_of_it_runs(string pickle, string expected)
    {
        Write(pickle);

        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K\u0000K\u0002K\u0003\u0086K\u0003K\u0001\u0086", "does not fit its data")] // 6 elements of 4
    [InlineData("K\u0003K\u0002\u0085K\u0001\u0085", "does not fit its data")]
    [InlineData("J\u00ff\u00ff\u00ff\u00ffK\u0002\u0085K\u0001\u0085", "does not fit its data")]
    [InlineData("K\u0000J\u0000\u0000\u0000\u0080\u0085K\u0001\u0085", "does not fit its data")]
    [InlineData("K\u0000\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0040\u008a\u0001\u0004\u0086K\u0004K\u0001\u0086", "does not fit its data")]
    [InlineData("K\u0000K\u0002K\u0002\u0086K\u0001K\u0002\u0086", "row by row")]
    [InlineData("K\u0000N\u0085K\u0001\u0085", "whole numbers")]
    public void Shapes_that_lie_are_refused(string shape, string expected)
    {
        Write(Dictionary(Rebuild + Storage + shape + Backward));

        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_are_missing_or_too_short_are_refused()
    {
        Write(Dictionary(Rebuild + Storage + "K\u0000" + Shape22 + Backward), data: null);
        Assert.Contains("missing", Refusal(), StringComparison.Ordinal);

        Write(Dictionary(Rebuild + Storage + "K\u0000" + Shape22 + Backward), data: new byte[15]);
        Assert.Contains("end too early", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_files_are_refused_so_that_none_can_swell()
    {
        Write(Dictionary("N"), level: CompressionLevel.Optimal, data: new byte[1 << 20]);

        Assert.Contains("compresses", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_ends_anywhere_is_refused()
    {
        Write(Dictionary(Rebuild + Storage + "K\u0000" + Shape22 + Backward));
        var whole = File.ReadAllBytes(_path);

        for (var length = 4; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(_path, whole[..length]);
            Assert.StartsWith("the checkpoint is not read", Refusal(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_read_or_refused()
    {
        Write(Dictionary(Rebuild + Storage + "K\u0000" + Shape22 + Backward));
        var whole = File.ReadAllBytes(_path);
        var refused = 0;

        for (var at = 4; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0xA5;
            File.WriteAllBytes(_path, changed);
            try
            {
                new TensorFile(_path).Dispose();
            }
            catch (RecipeException)
            {
                refused++;
            }
        }

        Assert.True(refused > whole.Length / 4);
    }

    private static string Dictionary(string value) => "\u0080\u0002}X\u0001\u0000\u0000\u0000w" + value + "s.";

    private string Refusal() => Assert.Throws<RecipeException>(() => new TensorFile(_path)).Problems[0].Fact;

    /// <summary>Each character of the pickle is one byte.</summary>
    private void Write(string pickle, CompressionLevel level = CompressionLevel.NoCompression) =>
        Write(pickle, [.. new float[] { 1, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)], level);

    private void Write(string pickle, byte[]? data, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var archive = new ZipArchive(File.Create(_path), ZipArchiveMode.Create);
        Add("model/data.pkl", Encoding.Latin1.GetBytes(pickle));
        Add("model/byteorder", "little"u8.ToArray());
        if (data is not null)
        {
            Add("model/data/0", data);
        }

        void Add(string name, byte[] bytes)
        {
            using var stream = archive.CreateEntry(name, level).Open();
            stream.Write(bytes);
        }
    }
}
