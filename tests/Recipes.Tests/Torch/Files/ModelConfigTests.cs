using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;

namespace Recipes.Tests.Torch.Files;

public sealed class ModelConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_models_config_is_read_back_as_it_was()
    {
        var config = NewModel.Config(new() { Layers = 3, Hidden = 96, Heads = 4, Context = 128 }, 500, [3, 4], paddingId: 0);

        ModelConfigWriter.Write(config, _folder);

        var read = ModelConfigReader.Read(_folder);
        Assert.Equal(config.EndIds, read.EndIds);
        Assert.Equal(config with { EndIds = read.EndIds, Source = read.Source }, read);
        Assert.Equal(256, read.Intermediate); // 96 · 8/3 = 256
    }

    [Fact]
    public void Hidden_sizes_that_do_not_give_whole_even_heads_are_refused() =>
        Assert.Throws<RecipeException>(() => NewModel.Config(new() { Hidden = 100, Heads = 3 }, 500, []));

    [Theory]
    [InlineData("\"rope_scaling\": {\"type\": \"longrope\", \"factor\": 2.0}", "rope scaling of type longrope")]
    [InlineData("\"rope_parameters\": {\"rope_type\": \"yarn\", \"short_factor\": [1.0]}", "short_factor of the rotary positions")]
    [InlineData("\"rope_scaling\": {\"type\": \"linear\", \"factor\": 0.5}", "rope factor of 0.5")]
    [InlineData("\"hidden_act\": \"gelu\"", "hidden_act: gelu")]
    [InlineData("\"logit_scale\": 0.5", "logit_scale")]
    [InlineData("\"rope_interleaved\": true", "rope_interleaved")]
    [InlineData("\"use_sliding_window\": true", "use_sliding_window")]
    [InlineData("\"quantization_config\": {\"bits\": 4}", "quantization_config")]
    [InlineData("\"num_attention_heads\": 3", "query heads cannot share")]
    [InlineData("\"hidden_size\": -64", "hidden_size")]
    [InlineData("\"hidden_size\": 1e99", "hidden_size")]
    [InlineData("\"vocab_size\": \"many\"", "vocab_size")]
    [InlineData("\"architectures\": [\"MambaForCausalLM\"]", "MambaForCausalLM")]
    [InlineData("\"architectures\": [\"LlamaForCausalLM\", \"Other\"]", "LlamaForCausalLM, Other")]
    public void What_would_change_the_numbers_and_is_not_built_is_refused_by_name(string field, string expected)
    {
        var name = field[..field.IndexOf(':', StringComparison.Ordinal)];
        var fields = Plain.Where(one => !one.StartsWith(name, StringComparison.Ordinal)).Append(field);
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{" + string.Join(",", fields) + "}");

        var problems = ModelConfigReader.Unsupported(_folder);

        Assert.Contains(problems, problem => problem.Fact.Contains(expected, StringComparison.Ordinal));
        Assert.Throws<RecipeException>(() => ModelConfigReader.Read(_folder));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_file_that_is_no_config_is_refused(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), text);

        Assert.NotEmpty(ModelConfigReader.Unsupported(_folder));
    }

    private static readonly string[] Plain =
    [
        "\"architectures\": [\"LlamaForCausalLM\"]", "\"hidden_size\": 64", "\"intermediate_size\": 160",
        "\"num_hidden_layers\": 2", "\"num_attention_heads\": 4", "\"num_key_value_heads\": 2", "\"vocab_size\": 100",
        "\"max_position_embeddings\": 64",
    ];
}
