using System.Runtime.InteropServices;

namespace Recipes.Torch.Generation.Json;

/// <summary>One answer under a grammar.</summary>
internal sealed class JsonRun(JsonGrammar grammar)
{
    private readonly List<byte> _written = [];
    private JsonMachine? _machine; // the state is a number of this one
    private int _state;

    /// <summary>Nothing can follow: the text is whole.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The limit on tokens has taken out tokens that the grammar allows.</summary>
    public bool WasHurried { get; private set; }

    /// <summary>Takes out the logits of tokens that must not come next.</summary>
    /// <param name="logits">One per token of the vocabulary.</param>
    /// <param name="left">Tokens that may still come, this one among them.</param>
    /// <param name="stopIds">They end the answer: allowed where it is whole, and only there.</param>
    public void Limit(Span<float> logits, int left, IReadOnlySet<int> stopIds)
    {
        var (allowed, isWhole) = grammar.Use(machine =>
        {
            Follow(machine);
            return (Within(machine, left - 1), machine.IsWhole(_state));
        });
        if (!isWhole && Array.TrueForAll(allowed, bits => bits == 0))
        {
            throw new InvalidOperationException($"no token fits behind {System.Text.Encoding.UTF8.GetString([.. _written])}, {left} left");
        }

        for (var id = 0; id < logits.Length; id++)
        {
            var isAllowed = id / 64 < allowed.Length && (allowed[id / 64] >> id & 1) == 1;
            if (!isAllowed && !(isWhole && stopIds.Contains(id)))
            {
                logits[id] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>Takes the token that was chosen.</summary>
    public void Take(int id) => IsOver = grammar.Use(machine =>
    {
        Follow(machine);
        var bytes = grammar.BytesOf(id);
        _state = machine.After(_state, bytes);
        _written.AddRange(bytes);
        return machine.IsOver(_state);
    });

    /// <summary>The tokens that the grammar allows, without those behind which the text cannot be ended any more: a byte
    /// that must come takes a token at most.</summary>
    private ulong[] Within(JsonMachine machine, int left)
    {
        var allowed = machine.Allowed(_state);
        if (left >= allowed.MostClosing)
        {
            return allowed.Bits;
        }

        var within = (ulong[])allowed.Bits.Clone();
        for (var id = 0; id < within.Length * 64; id++)
        {
            if ((within[id / 64] >> id & 1) == 1 && machine.Closing(machine.After(_state, grammar.BytesOf(id))) > left)
            {
                within[id / 64] &= ~(1UL << id);
                WasHurried = true;
            }
        }

        return within;
    }

    /// <summary>Finds the state again where the machine is a new one.</summary>
    private void Follow(JsonMachine machine)
    {
        if (_machine != machine)
        {
            _machine = machine;
            _state = machine.After(machine.Start, CollectionsMarshal.AsSpan(_written));
        }
    }
}
