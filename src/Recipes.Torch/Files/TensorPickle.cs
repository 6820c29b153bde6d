using System.Buffers.Binary;
using System.Text;

namespace Recipes.Torch.Files;

/// <summary>Reads the pickle of a PyTorch checkpoint: names of tensors and where each stands in which storage.</summary>
/// <remarks>A pickle is a program. This machine knows the instructions that <c>torch.save</c> of a dictionary of tensors
/// uses and the eleven names below, which it never calls: they become data. Everything else is refused, so nothing in a
/// file can run. Sources: CPython's Lib/pickletools.py; PyTorch's torch/_utils.py and torch/serialization.py.</remarks>
internal sealed class TensorPickle
{
    private static readonly object Mark = new();

    private static readonly Dictionary<string, string> Storages = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = "F32", ["HalfStorage"] = "F16", ["BFloat16Storage"] = "BF16", ["DoubleStorage"] = "F64",
        ["LongStorage"] = "I64", ["IntStorage"] = "I32", ["ShortStorage"] = "I16", ["CharStorage"] = "I8",
        ["ByteStorage"] = "U8", ["BoolStorage"] = "BOOL",
    };

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly byte[] _code;
    private int _at;

    private TensorPickle(byte[] code) => _code = code;

    /// <summary>The tensors of a checkpoint, in its order.</summary>
    /// <exception cref="InvalidDataException">The pickle holds anything else.</exception>
    public static IReadOnlyList<PickledTensor> Read(byte[] code)
    {
        var result = new TensorPickle(code).Run();
        if (result is not Map map)
        {
            throw new InvalidDataException("it holds no dictionary of tensors");
        }

        return [.. map.Items.Select(item => item is { Key: string name, Value: Record record }
            ? new PickledTensor(name, record)
            : throw new InvalidDataException($"its entry {item.Key} is no tensor"))];
    }

    private object? Run()
    {
        while (true)
        {
            var opcode = (char)Byte();
            if (opcode == '.')
            {
                return Pop();
            }

            if (!Constant(opcode) && !Number(opcode) && !Collection(opcode) && !Memo(opcode))
            {
                Call(opcode);
            }
        }
    }

    private bool Constant(char opcode)
    {
        object? value;
        switch (opcode)
        {
            case '\u0080': // PROTO
                return Byte() is var version && version == 2 ? true
                    : throw new InvalidDataException($"its pickle has protocol {version}, and only 2 is read");
            case 'N': value = null; break; // NONE
            case '\u0088': value = true; break; // NEWTRUE
            case '\u0089': value = false; break; // NEWFALSE
            case 'X': value = Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))); break; // BINUNICODE
            default: return false;
        }

        _stack.Add(value);
        return true;
    }

    private bool Number(char opcode)
    {
        long value;
        switch (opcode)
        {
            case 'K': value = Byte(); break; // BININT1
            case 'M': value = BinaryPrimitives.ReadUInt16LittleEndian(Take(2)); break; // BININT2
            case 'J': value = BinaryPrimitives.ReadInt32LittleEndian(Take(4)); break; // BININT
            case '\u008a': value = Long(Take(Byte())); break; // LONG1
            default: return false;
        }

        _stack.Add(value);
        return true;
    }

    private bool Collection(char opcode)
    {
        switch (opcode)
        {
            case '(': _stack.Add(Mark); return true; // MARK
            case '}': _stack.Add(new Map()); return true; // EMPTY_DICT
            case ')': _stack.Add(Array.Empty<object?>()); return true; // EMPTY_TUPLE
            case 't': _stack.Add(ToMark()); return true; // TUPLE
            case '\u0085' or '\u0086' or '\u0087': _stack.Add(Last(opcode - '\u0084')); return true; // TUPLE1 to TUPLE3
            case 's': AddItems(Last(2)); return true; // SETITEM
            case 'u': AddItems(ToMark()); return true; // SETITEMS
            default: return false;
        }
    }

    private bool Memo(char opcode)
    {
        switch (opcode)
        {
            case 'q': _memo[Byte()] = Peek(); return true; // BINPUT
            case 'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek(); return true; // LONG_BINPUT
            case 'h': _stack.Add(Remembered(Byte())); return true; // BINGET
            case 'j': _stack.Add(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); return true; // LONG_BINGET
            default: return false;
        }
    }

    private void Call(char opcode)
    {
        switch (opcode)
        {
            case 'c': _stack.Add(Name(Line(), Line())); break; // GLOBAL
            case 'Q': _stack.Add(Storage(Pop())); break; // BINPERSID
            case 'R': // REDUCE
                var arguments = Pop();
                _stack.Add(Reduce(Pop() as Known, arguments as object?[]));
                break;
            case 'b': // BUILD: attributes of the dictionary, such as _metadata
                Pop();
                _ = Peek() as Map ?? throw new InvalidDataException("its pickle sets attributes of something else than a dictionary");
                break;
            default: throw new InvalidDataException($"its pickle has the instruction 0x{(int)opcode:x2} at byte {_at - 1}, and tensors need none such");
        }
    }

    private static Known Name(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") or ("torch._utils", "_rebuild_tensor_v2") or ("torch._utils", "_rebuild_parameter") => new(name),
        ("torch", _) when Storages.TryGetValue(name, out var type) => new(type),
        _ => throw new InvalidDataException($"its pickle asks for {module}.{name}, and tensors need nothing such"),
    };

    private static StorageOf Storage(object? id) => id is object?[] and ["storage", Known type, string key, string, long elements]
        ? new(type.Name, key, elements) : throw new InvalidDataException("its pickle names a storage in another form");

    private static object Reduce(Known? called, object?[]? arguments) => (called?.Name, arguments) switch
    {
        ("OrderedDict", []) => new Map(),
        ("_rebuild_tensor_v2", [StorageOf storage, long offset, object?[] shape, object?[] strides, ..]) =>
            new Record(storage, offset, Numbers(shape), Numbers(strides)),
        ("_rebuild_parameter", [Record record, ..]) => record,
        _ => throw new InvalidDataException("its pickle makes something else than tensors"),
    };

    private static long[] Numbers(object?[] values) => [.. values.Select(value => value as long?
        ?? throw new InvalidDataException("its pickle has a shape of something else than whole numbers"))];

    private static long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
        {
            throw new InvalidDataException("its pickle has a number of more than 64 bits");
        }

        long value = bytes.Length > 0 && bytes[^1] >= 128 ? -1 : 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private void AddItems(object?[] items)
    {
        var map = Peek() as Map ?? throw new InvalidDataException("its pickle fills something else than a dictionary");
        if (items.Length % 2 != 0)
        {
            throw new InvalidDataException("its pickle has a key without a value");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            map.Items.Add(new(items[i], items[i + 1]));
        }
    }

    private object?[] ToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
        {
            throw new InvalidDataException("its pickle closes what it did not open");
        }

        var items = _stack[(mark + 1)..].ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private object?[] Last(int count)
    {
        if (_stack.Count < count)
        {
            throw new InvalidDataException("its pickle takes more than it has");
        }

        var items = _stack[^count..].ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object? Pop() => Last(1)[0];

    private object? Peek() => _stack.Count > 0 ? _stack[^1] : throw new InvalidDataException("its pickle takes more than it has");

    private object? Remembered(long key) => _memo.TryGetValue(key, out var value)
        ? value : throw new InvalidDataException("its pickle remembers what it never stored");

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _code.Length - _at)
        {
            throw new InvalidDataException("its pickle ends too early");
        }

        _at += count;
        return _code.AsSpan(_at - count, count);
    }

    private string Line()
    {
        var length = _code.AsSpan(_at).IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(Take(length < 0 ? -1 : length));
        _at++;
        return line;
    }

    private sealed class Map
    {
        public List<KeyValuePair<object?, object?>> Items { get; } = [];
    }

    private sealed record Known(string Name);

    /// <summary>A piece of memory: element type, name of its file, number of elements.</summary>
    internal sealed record StorageOf(string Type, string Key, long Elements);

    /// <summary>A tensor: a view of a storage.</summary>
    internal sealed record Record(StorageOf Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);
}

/// <summary>A tensor under its name.</summary>
internal sealed record PickledTensor(string Name, TensorPickle.Record Record);
