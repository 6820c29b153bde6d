namespace Recipes.Torch.Files;

/// <summary>Fields of config.json that do not change what a model computes: how it was made, trained or is to be
/// printed. Any other field that no reader asks for is refused.</summary>
internal static class HarmlessFields
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        // Where it comes from and what it is called.
        "architectures", "auto_map", "dtype", "finetuning_task", "is_llama_config", "model_type", "task_specific_params",
        "tokenizer_class", "tokenizer_vocab_size", "torch_dtype", "transformers_version", "unsloth_fixed", "license",

        // Other tasks than the next token.
        "classifier_dropout", "id2label", "label2id", "num_labels", "problem_type", "decoder_start_token_id",
        "sep_token_id", "mask_token_id", "prefix", "is_decoder", "is_encoder_decoder", "bos_token", "eos_token",

        // Training: first weights, dropout (which is not applied here), memory.
        "attention_dropout", "dropout", "embd_pdrop", "embedding_dropout", "gradient_checkpointing", "hidden_dropout",
        "init_std", "initializer_range", "resid_pdrop", "router_aux_loss_coef", "rope_init_fn",

        // Ways to compute the same, and what is given back beside it.
        "apply_query_key_layer_scaling", "attention_softmax_in_fp32", "attn_implementation", "bias_dropout_fusion",
        "cache_implementation", "chunk_size_feed_forward", "fp32_residual_connection", "output_attentions",
        "output_hidden_states", "pretraining_tp", "return_dict", "torchscript", "use_bfloat16", "use_cache",
        "use_flash_attention", "use_flash_attn", "use_memory_efficient_attention", "_flash_attn_2_enabled",

        // Lengths that bound nothing, settings of generation, and a field written for other layers than these.
        "do_sample", "length_penalty", "max_length", "max_new_tokens", "max_sequence_length", "max_window_layers",
        "min_length", "model_max_length", "num_hidden_layers", "num_layers", "repetition_penalty", "sliding_window",
        "temperature", "top_k", "top_p", "user_token_id", "assistant_token_id",
    };

    public static bool Contain(string name) => Names.Contains(name)
        || name.StartsWith('_') || name.EndsWith("_version", StringComparison.Ordinal);
}
