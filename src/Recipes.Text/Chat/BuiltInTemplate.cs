namespace Recipes.Text.Chat;

/// <summary>A template for a family whose folders hold none.</summary>
/// <param name="Name">What a recipe's <c>template</c> calls it.</param>
/// <param name="Source">Jinja; <see cref="Cut"/> stands where the family's own code encodes what follows apart.</param>
/// <param name="Origin">Where the format is laid down.</param>
/// <param name="Markers">Special tokens that the tokenizer must have.</param>
internal sealed record BuiltInTemplate(string Name, string Source, string Origin, IReadOnlyList<string> Markers)
{
    /// <summary>A noncharacter: text before and behind it is encoded apart, and it is not shown.</summary>
    public const char Cut = '\uFDEF';

    private const string Refuse = "{{ raise_exception('this format has only the roles ";

    /// <summary>All.</summary>
    public static IReadOnlyList<BuiltInTemplate> All { get; } =
    [
        new("chatml", ChatMl.Template, "openai-python, chatml.md of 2023", [ChatMl.Start, ChatMl.End]),
        new(
            "llama-2",
            "{% if messages[0]['role'] == 'system' %}{% set first = '<<SYS>>\\n' + messages[0]['content'] + '\\n<</SYS>>\\n\\n' %}"
            + "{% set turns = messages[1:] %}{% else %}{% set first = '' %}{% set turns = messages %}{% endif %}"
            + "{% for m in turns %}{% if m['role'] == 'user' %}"
            + "{{ '<s>[INST] ' + ((first if loop.first else '') + m['content']).strip() + ' [/INST]' }}"
            + "{% elif m['role'] == 'assistant' %}{{ ' ' + m['content'].strip() + ' </s>' }}"
            + "{% else %}" + Refuse + "system, user and assistant') }}{% endif %}{% endfor %}",
            "meta-llama/llama: llama/generation.py, chat_completion",
            ["<s>", "</s>"]),
        new(
            "baichuan",
            "{% for m in messages %}{% if m['role'] == 'user' %}{{ '<reserved_102>' + m['content'] }}"
            + "{% elif m['role'] == 'assistant' %}{{ '<reserved_103>' + m['content'] + '</s>' }}"
            + "{% else %}" + Refuse + "user and assistant') }}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<reserved_103>' }}{% endif %}",
            "baichuan-inc/Baichuan-13B-Chat: modeling_baichuan.py, _build_chat_input",
            ["<reserved_102>", "<reserved_103>", "</s>"]),
        new(
            "baichuan2",
            "{% for m in messages %}{% if m['role'] == 'system' and loop.first %}{{ m['content'] }}"
                + "{% elif m['role'] == 'user' %}{{ '<reserved_106>' + m['content'] }}"
                + "{% elif m['role'] == 'assistant' %}{{ '<reserved_107>' + m['content'] }}{% if loop.last %}{{ '</s>' }}{% endif %}"
                + "{% else %}"
                + Refuse
                + "system (first), user and assistant') }}{% endif %}{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<reserved_107>' }}{% endif %}",
            "baichuan-inc/Baichuan2-13B-Chat: generation_utils.py, build_chat_input; the end after a last answer is what its fine-tuning appends",
            ["<reserved_106>", "<reserved_107>", "</s>"]),
        new(
            "chatglm2",
            "{{ '[gMASK]sop' }}{% set ns = namespace(round=0) %}{% for m in messages %}{% if m['role'] == 'user' %}"
            + "{% set ns.round = ns.round + 1 %}{{ '[Round ' ~ ns.round ~ ']\\n\\n问：' + m['content'] + '\\n\\n答：' }}"
            + "{% elif m['role'] == 'assistant' %}{{ m['content'] }}{{ '</s>' if loop.last else '\\n\\n' }}"
            + "{% else %}" + Refuse + "user and assistant') }}{% endif %}{% endfor %}",
            "THUDM/chatglm2-6b: tokenization_chatglm.py, build_prompt; the end after a last answer is what its fine-tuning appends",
            ["[gMASK]", "sop", "</s>"]),
        new(
            "chatglm3",
            "{{ '[gMASK]sop' }}{% for m in messages %}{% if m['role'] in ['system', 'user', 'assistant', 'observation'] %}"
            + "{{ '<|' + m['role'] + '|>\\n\uFDEF' + m['content'] }}{% else %}"
            + Refuse + "system, user, assistant and observation') }}{% endif %}"
            + "{% if loop.last and m['role'] == 'assistant' %}{{ '</s>' }}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}",
            "THUDM/chatglm3-6b: tokenization_chatglm.py, build_chat_input; the end after a last answer is what its fine-tuning appends",
            ["[gMASK]", "sop", "<|user|>", "<|assistant|>", "</s>"]),
    ];

    /// <summary>The template of that name; null where there is none.</summary>
    public static BuiltInTemplate? Find(string name) => All.FirstOrDefault(t => t.Name == name);
}
