using System.Text;
using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Files;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "a.safetensors");
        SafetensorsWriter.Write(path, [("b", tensor(new[] { 1f, 2f, 3f })), ("a", ones(2, 2, ScalarType.BFloat16))]);

        using var file = new TensorFile(path);

        Assert.Equal(["b", "a"], SafetensorsHeader.Read(path).Select(entry => entry.Name));
        Assert.Equal([1f, 2f, 3f], file.Read("b").data<float>().ToArray());
        Assert.Equal([2L, 2L], file.Read("a").shape);
        Assert.Equal(["a.safetensors"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""", 16, "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "cannot be")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "cannot be")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "cannot be")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 8, "after the file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "does not fill")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "does not fill")]
    [InlineData("""{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""", 8, "unknown element type")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "not the JSON")]
    [InlineData("""{"a":7}""", 8, "not the JSON")]
    [InlineData("""[]""", 0, "not the JSON")]
    [InlineData("""{"a":""", 0, "not the JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e3],"data_offsets":[0,8]}}""", 8, "")]
    public void A_header_that_lies_is_refused(string header, int dataBytes, string expected)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var path = Write([.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[dataBytes]]);

        var problem = Assert.Throws<RecipeException>(() => SafetensorsHeader.Read(path)).Problems[0];

        Assert.Equal("RCP5301", problem.Code);
        Assert.Contains(expected, problem.Fact, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(1_000_000UL)]
    [InlineData(200_000_000UL)]
    public void A_header_longer_than_its_file_is_refused_before_memory_is_taken(ulong lengthBytes)
    {
        var path = Write([.. BitConverter.GetBytes(lengthBytes), .. new byte[100]]);

        Assert.Throws<RecipeException>(() => SafetensorsHeader.Read(path));
    }

    [Fact]
    public void A_file_of_a_few_bytes_is_refused() =>
        Assert.Throws<RecipeException>(() => SafetensorsHeader.Read(Write([1, 2, 3])));

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, "hostile.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
