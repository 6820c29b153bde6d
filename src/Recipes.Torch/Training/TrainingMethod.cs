namespace Recipes.Torch.Training;

/// <summary>What training changes.</summary>
public enum TrainingMethod
{
    /// <summary>Every weight of a given model.</summary>
    Full,

    /// <summary>Low-rank adapters beside frozen weights.</summary>
    Lora,

    /// <summary>The same, the frozen linear maps in four bits (QLoRA, Dettmers et al. 2023).</summary>
    QLora,

    /// <summary>Keys and values before every row, beside frozen weights (P-tuning v2).</summary>
    PTuning,

    /// <summary>Every weight of a new model.</summary>
    Pretrain,
}

/// <summary>Names of methods as recipes write them.</summary>
public static class TrainingMethods
{
    private static readonly Dictionary<string, TrainingMethod> _methods = new(StringComparer.Ordinal)
    {
        ["qlora"] = TrainingMethod.QLora,
        ["lora"] = TrainingMethod.Lora,
        ["full"] = TrainingMethod.Full,
        ["p-tuning"] = TrainingMethod.PTuning,
        ["pretrain"] = TrainingMethod.Pretrain,
    };

    /// <summary>The method of a recipe's word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another word.</exception>
    public static TrainingMethod Of(string word) => _methods.TryGetValue(word, out var method) ? method
        : throw new ArgumentOutOfRangeException(nameof(word), word, string.Join(", ", _methods.Keys));

    /// <summary>The word of a method.</summary>
    public static string Word(this TrainingMethod method) => _methods.First(pair => pair.Value == method).Key;
}
