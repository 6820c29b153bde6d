namespace Recipes.Torch.Generation.Json;

/// <summary>One answer under a grammar.</summary>
internal sealed class JsonRun(JsonGrammar grammar)
{
    private readonly List<byte> _written = [];
    private JsonMachine? _machine; // the state is a number of this one
    private int _state;

    /// <summary>Takes out the logits of tokens that must not come next.</summary>
    /// <param name="logits">One per token of the vocabulary.</param>
    /// <param name="left">Tokens that may still come, this one among them.</param>
    /// <param name="stopIds">They end the answer: allowed where it is whole, and only there.</param>
    public void Limit(Span<float> logits, int left, IReadOnlySet<int> stopIds)
    {
        var copy = logits.ToArray();
        grammar.Use(machine =>
        {
            Follow(machine);
            var allowed = machine.Allowed(_state);
            // A token closes at most all its bytes; where so many more are left than are needed, none has to be looked at.
            var isShort = left - 1 < machine.Closing(_state) + NearEnd;
            for (var id = 0; id < copy.Length; id++)
            {
                var isAllowed = id / 64 < allowed.Length && (allowed[id / 64] >> id & 1) == 1
                    && (!isShort || machine.Closing(machine.After(_state, grammar.BytesOf(id))) <= left - 1);
                if (!isAllowed && !(stopIds.Contains(id) && machine.IsWhole(_state)))
                {
                    copy[id] = float.NegativeInfinity;
                }
            }
        });
        copy.CopyTo(logits);
    }

    private const int NearEnd = 256; // bytes that a token adds to what must be closed: chosen above the longest tokens

    /// <summary>Takes the token that was chosen.</summary>
    public void Take(int id) => grammar.Use(machine =>
    {
        Follow(machine);
        var bytes = grammar.BytesOf(id);
        _state = machine.After(_state, bytes);
        _written.AddRange(bytes);
    });

    /// <summary>Finds the state again where the machine is a new one.</summary>
    private void Follow(JsonMachine machine)
    {
        if (_machine != machine)
        {
            _machine = machine;
            _state = machine.After(machine.Start, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_written));
        }
    }
}
