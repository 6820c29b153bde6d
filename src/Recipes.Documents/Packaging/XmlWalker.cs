using System.Text;
using System.Xml;

namespace Recipes.Documents.Packaging;

/// <summary>Walks one XML part forwards: every element is either opened or skipped, and no DTD is ever read.</summary>
/// <remarks>The loop over children is <c>for (var at = xml.Open(); xml.NextChild(at);)</c>, and its body must consume the
/// child whole, by <see cref="Open"/> or by <see cref="Skip"/>. Names are compared without their namespaces, which differ
/// between transitional and strict files.</remarks>
internal sealed class XmlWalker : IDisposable
{
    /// <summary>What <see cref="Open"/> returns for an element without children.</summary>
    private const int NoChildren = -1;

    private readonly XmlReader _reader;
    private readonly string _part;
    private readonly ReadBudget _budget;
    private readonly char[] _chunk = new char[1024];

    public XmlWalker(Stream stream, string part, ReadBudget budget)
    {
        _part = part;
        _budget = budget;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = budget.Limits.PartCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CheckCharacters = false,
            CloseInput = true,
        };
        _reader = XmlReader.Create(stream, settings);
    }

    /// <summary>Local name of the element the walker stands on.</summary>
    public string Name => _reader.LocalName;

    /// <summary>Its namespace.</summary>
    public string Namespace => _reader.NamespaceURI;

    /// <summary>Opens the root element.</summary>
    public int OpenRoot() => Guard(() =>
    {
        if (_reader.MoveToContent() != XmlNodeType.Element)
        {
            throw UnreadableException.Broken($"{_part} has no root element");
        }

        return OpenHere();
    });

    /// <summary>Enters the element; pass the result to <see cref="NextChild"/> until that says no.</summary>
    public int Open()
    {
        try
        {
            return OpenHere();
        }
        catch (XmlException e)
        {
            throw Translate(e);
        }
    }

    /// <summary>Stands on the next child element, or has left the parent and says no.</summary>
    public bool NextChild(int parent)
    {
        if (parent == NoChildren)
        {
            return false;
        }

        _budget.Tick();
        try
        {
            while (_reader.Depth > parent)
            {
                if (_reader.NodeType == XmlNodeType.Element)
                {
                    return true;
                }

                _reader.Read();
            }

            _reader.Read(); // past the parent's end
            return false;
        }
        catch (XmlException e)
        {
            throw Translate(e);
        }
    }

    public void Skip()
    {
        _budget.Depth(_reader.Depth);
        try
        {
            _reader.Skip();
        }
        catch (XmlException e)
        {
            throw Translate(e);
        }
    }

    /// <summary>Value of an attribute by its local name, or null.</summary>
    public string? Attribute(string name)
    {
        string? value = null;
        for (var found = _reader.MoveToFirstAttribute(); found; found = _reader.MoveToNextAttribute())
        {
            if (_reader.LocalName == name)
            {
                value = _reader.Value;
                break;
            }
        }

        _reader.MoveToElement();
        return value;
    }

    /// <summary>The attribute <c>r:id</c>, or null: elements have an <c>id</c> of their own beside it.</summary>
    public string? RelationshipId()
    {
        string? value = null;
        for (var found = _reader.MoveToFirstAttribute(); found; found = _reader.MoveToNextAttribute())
        {
            if (_reader.LocalName == "id" && _reader.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal))
            {
                value = _reader.Value;
                break;
            }
        }

        _reader.MoveToElement();
        return value;
    }

    /// <summary>Counts an element whose content is kept beside the text.</summary>
    public void CountListEntry() => _budget.NextListEntry();

    /// <summary>A whole number, or null where it is absent or no number.</summary>
    public int? Number(string name) =>
        int.TryParse(Attribute(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The attribute <c>val</c> as a switch: present without a value is on.</summary>
    public bool IsOn() => Attribute("val") is not ("0" or "false" or "off" or "none");

    /// <summary>Appends the element's own text and that of the elements in it, and consumes it.</summary>
    public void AppendText(StringBuilder text)
    {
        try
        {
            var depth = _reader.Depth;
            if (_reader.IsEmptyElement)
            {
                _reader.Read();
                return;
            }

            _reader.Read();
            while (_reader.Depth > depth)
            {
                AppendNode(text);
            }

            _reader.Read();
        }
        catch (XmlException e)
        {
            throw Translate(e);
        }
    }

    public void Dispose() => _reader.Dispose();

    private int OpenHere()
    {
        var depth = _reader.Depth;
        _budget.Depth(depth);
        var isEmpty = _reader.IsEmptyElement;
        _reader.Read();
        return isEmpty ? NoChildren : depth;
    }

    private void AppendNode(StringBuilder text)
    {
        if (_reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA
            or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
        {
            int read;
            while ((read = _reader.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0)
            {
                text.Append(_chunk, 0, read);
                _budget.Text(read);
                _budget.Block(text.Length);
            }
        }

        _reader.Read();
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException e)
        {
            throw Translate(e);
        }
    }

    private UnreadableException Translate(XmlException e)
    {
        // The framework has one exception type for all of these and tells them apart by text only.
        if (e.Message.Contains("DTD", StringComparison.Ordinal))
        {
            return UnreadableException.Dtd(_part);
        }

        return e.Message.Contains("MaxCharactersInDocument", StringComparison.Ordinal)
            ? UnreadableException.Limit(
                $"{_part} is longer than {ReadBudget.Count(_budget.Limits.PartCharacters)} characters")
            : UnreadableException.Broken($"{_part}, line {e.LineNumber}: {e.Message}", e);
    }
}
