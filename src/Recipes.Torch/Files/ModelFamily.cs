namespace Recipes.Torch.Files;

/// <summary>The families of decoders that are built.</summary>
public enum ModelFamily
{
    /// <summary>LlamaForCausalLM.</summary>
    Llama,

    /// <summary>Qwen3ForCausalLM: as Llama, with a norm over each head's queries and keys.</summary>
    Qwen3,

    /// <summary>MistralForCausalLM: as Llama, every layer under a window.</summary>
    Mistral,

    /// <summary>Qwen2ForCausalLM (2 and 2.5): biases on queries, keys and values, a window in some layers.</summary>
    Qwen2,

    /// <summary>Baichuan and Baichuan2, 7B and 13B.</summary>
    Baichuan,

    /// <summary>ChatGLM2, ChatGLM3 and GLM-4 in the layout of their own code.</summary>
    ChatGlm,

    /// <summary>GlmForCausalLM: GLM-4 in the layout of transformers.</summary>
    Glm,

    /// <summary>Glm4ForCausalLM: GLM-4-0414, with norms behind both halves of a layer.</summary>
    Glm4,

    /// <summary>GPTNeoXForCausalLM, Pythia among them.</summary>
    NeoX,
}
