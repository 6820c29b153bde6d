using System.Runtime.InteropServices;
using System.Text.Json;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Quantization;
using Recipes.Torch.Training;
using static Recipes.Tests.Torch.ReferenceModels;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Quantization;

[Collection(LoadTorch.OneAfterTheOther)]
[Trait("Data", "reference")]
public class ReferenceQuantizationTests
{
    [Fact]
    public void Weights_in_four_bits_have_the_reference_codes_scales_and_values()
    {
        var tensors = 0;
        foreach (var folder in ReferenceData.Folders("adapters").Where(one => File.Exists(Path.Combine(one, "nf4.safetensors"))))
        {
            var reference = Read(folder);
            var baseFolder = Weights(ReferenceData.Find("models", reference.GetProperty("base").GetString()!)!)!;
            var config = ModelConfigReader.Read(baseFolder);
            using var weights = Model.LoadWeights(baseFolder, config, Precision.Float32, trains: false, quantizes: true);
            using var file = new Raw(Path.Combine(folder, "nf4.safetensors"));
            long elements = 0;
            foreach (var name in reference.GetProperty("quantized").EnumerateArray().Select(one => one.GetString()!))
            {
                var tensor = weights.Quantized[name + ".weight"];
                tensor.CountsBlocksByRow = true;
                Assert.Equal(file.Bytes(name + ".codes"), tensor.Codes);
                Assert.Equal(file.Bytes(name + ".absmax_u8"), tensor.Scales.Codes);
                Assert.Equal(file.Floats(name + ".nested_absmax"), tensor.Scales.Scales);
                Assert.Equal(file.Floats(name + ".offset")[0], tensor.Offset);
                using var dense = tensor.Dequantize(ScalarType.Float32);
                Assert.All(file.Floats(name + ".dequantized").Zip(dense.data<float>()),
                    pair => Assert.Equal(pair.First, pair.Second, 1e-6));
                elements += tensor.Outputs * tensor.Inputs;
                tensors++;
            }

            Print($"{Path.GetFileName(folder)}: {8.0 * weights.QuantizedBytes / elements:F3} bits per weight");
            Assert.InRange(8.0 * weights.QuantizedBytes / elements, 4, 4.5);
        }

        if (ReferenceData.Folders("adapters").Count == 0)
        {
            Assert.Skip("no reference data");
        }

        Print($"{tensors} tensors in four bits");
        Assert.True(tensors > 0);
    }

    [Fact]
    public void Four_steps_in_eight_bits_have_the_reference_states()
    {
        if (ReferenceData.Find("adapters", "adamw8bit.safetensors") is not { } path)
        {
            Assert.Skip("no reference data");
            return;
        }

        using var file = new Raw(path);
        Assert.Equal(file.Floats("qmap1"), DynamicMap.Signed);
        Assert.Equal(file.Floats("qmap2"), DynamicMap.Unsigned);
        using var scope = NewDisposeScope();
        var values = tensor(file.Floats("p0"));
        var adam = new EightBitAdam(values.numel());
        for (var step = 1; step <= 4; step++)
        {
            adam.Step(values, tensor(file.Floats($"g{step - 1}")), step, new(1e-2, 0.9, 0.999, 0.01, 1e-8));

            var off = file.Bytes($"state1_{step}").Zip(adam.Mean.Codes).Count(pair => pair.First != pair.Second)
                + file.Bytes($"state2_{step}").Zip(adam.Square.Codes).Count(pair => pair.First != pair.Second);
            Print($"step {step}: {off} of {2 * adam.Mean.Codes.Length} codes differ");
            Assert.Equal(0, off);
            Assert.All(file.Floats($"absmax1_{step}").Zip(adam.Mean.Scales), Near);
            Assert.All(file.Floats($"absmax2_{step}").Zip(adam.Square.Scales), Near);
            Assert.All(file.Floats($"p{step}").Zip(values.data<float>()), Near);
        }

        static void Near((float First, float Second) pair) =>
            Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-6 * Math.Max(1, Math.Abs(pair.First)), $"{pair}");
    }

    /// <summary>A safetensors file as bytes: it has types that the reader of models refuses.</summary>
    private sealed class Raw(string path) : IDisposable
    {
        private readonly byte[] _bytes = File.ReadAllBytes(path);
        private readonly JsonDocument _header = Header(path);

        public byte[] Bytes(string name)
        {
            var offsets = Ints(_header.RootElement.GetProperty(name).GetProperty("data_offsets"));
            var start = 8 + (int)BitConverter.ToInt64(_bytes);
            return _bytes[(start + offsets[0])..(start + offsets[1])];
        }

        public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray();

        public void Dispose() => _header.Dispose();

        private static JsonDocument Header(string path)
        {
            var bytes = File.ReadAllBytes(path);
            return JsonDocument.Parse(bytes.AsMemory(8, (int)BitConverter.ToInt64(bytes)));
        }
    }
}
