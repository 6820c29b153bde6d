namespace Recipes.Text.Tokenizers;

/// <summary>Reads a SentencePiece tokenizer.model: unigram or BPE.</summary>
internal static class SentencePieceReader
{
    /// <summary>What the file says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="more">Tokens beyond the file, such as ChatGLM's; their ids follow it.</param>
    /// <exception cref="Core.RecipeException">RCP5101, RCP5102, RCP5103.</exception>
    public static TokenizerDefinition Read(string path, IReadOnlyList<string> more)
    {
        var problems = new TokenizerFile(path);
        SentencePieceFile model;
        try
        {
            model = SentencePieceFile.Read(TokenizerFile.Bytes(path));
        }
        catch (FormatException e)
        {
            throw TokenizerFile.Unreadable(path, "is no SentencePiece model: " + e.Message);
        }

        Check(problems, model);
        problems.ThrowIfRefused();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            vocabulary.TryAdd(model.Pieces[id].Text, id);
        }

        var symbols = Symbols(model);
        var unknownId = model.Pieces.ToList().FindIndex(p => p.Kind == PieceKind.Unknown);
        var bytes = model.FallsBackToBytes ? ByteTokens.Ids(vocabulary) : null;
        var control = model
            .Pieces.Select((p, id) => (p.Text, Id: id, p.Kind))
            .Where(p => p.Kind == PieceKind.Control)
            .Select(p => (p.Text, p.Id));
        return new()
        {
            Vocabulary = vocabulary,
            AddedTokens = control.Concat(more.Select((text, i) => (Text: text, Id: model.Pieces.Count + i)))
                .Select(t => new AddedToken { Id = t.Id, Content = t.Text, IsSpecial = true }).ToList(),
            FindsSpecialInText = false,
            ShowsUnknownText = true,
            UnknownId = unknownId,
            Normalizers = [new SentencePieceNormalizer(model, symbols)],
            Decoder = new SentencePieceDecoder(model),
            Model = model.ModelType == 2 ? Bpe(model, symbols, unknownId) : Unigram(model, unknownId, bytes),
        };
    }

    private static void Check(TokenizerFile problems, SentencePieceFile model)
    {
        if (model.ModelType is not (1 or 2))
        {
            problems.Refuse($"SentencePiece model type {model.ModelType}");
        }

        if (model.Pieces.Any(p => p.Kind == PieceKind.Unused))
        {
            problems.Refuse("a SentencePiece model with unused pieces");
        }

        if (model.Pieces.Any(p => p.Text.Length > RankedMerges.LongestToken))
        {
            problems.Refuse($"a piece of more than {RankedMerges.LongestToken} characters");
        }

        if (RankedMerges.Work(model.Pieces.Select(p => p.Text)) > RankedMerges.MostWork)
        {
            problems.Refuse("a model of so many long pieces");
        }

        if (!model.Pieces.Any(p => p.Kind == PieceKind.Unknown))
        {
            problems.Contradict("the SentencePiece model has no unknown piece");
        }
    }

    private static TokenTrie? Symbols(SentencePieceFile model)
    {
        TokenTrie? trie = null;
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            if (model.Pieces[id].Kind == PieceKind.UserDefined)
            {
                trie ??= new();
                trie.Add(model.Pieces[id].Text, id);
            }
        }

        return trie;
    }

    private static UnigramModel Unigram(SentencePieceFile model, int unknownId, int[]? bytes) =>
        new(
            model
                .Pieces.Select((p, id) => (Piece: p, Id: id))
                .Where(p => p.Piece.Kind is PieceKind.Normal or PieceKind.UserDefined)
                .Select(p =>
                    (p.Piece.Text, p.Id, p.Piece.Kind == PieceKind.UserDefined ? (double?)null : p.Piece.Score)
                )
                .ToList(),
            unknownId,
            bytes,
            isSingle: true
        );

    private static SymbolModel Bpe(SentencePieceFile model, TokenTrie? symbols, int unknownId)
    {
        var pieces = model
            .Pieces.Select((p, id) => (Piece: p, Id: id))
            .Where(p => p.Piece.Kind == PieceKind.Normal)
            .ToList();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (piece, id) in pieces)
        {
            vocabulary.TryAdd(piece.Text, id);
        }

        var (merges, ranks) = RankedMerges.Of(
            vocabulary,
            pieces.OrderByDescending(p => p.Piece.Score).Select(p => p.Piece.Text)
        );
        var all = new Dictionary<string, int>(vocabulary, StringComparer.Ordinal);
        foreach (
            var (piece, id) in model
                .Pieces.Select((p, id) => (p, id))
                .Where(p => p.p.Kind == PieceKind.Byte && model.FallsBackToBytes)
        )
        {
            all.TryAdd(piece.Text, id);
        }

        return new(symbols, new CharacterBpeModel(
            new TokenizerDefinition
            {
                Vocabulary = all,
                AddedTokens = [],
                UnknownId = unknownId,
                FusesUnknown = true,
                FallsBackToBytes = model.FallsBackToBytes,
            },
            new(merges, ranks)));
    }
}

/// <summary>A model before which user symbols are cut out.</summary>
internal sealed class SymbolModel(TokenTrie? symbols, IPieceModel inner) : IPieceModel
{
    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> into, List<(int Start, int End)>? places = null)
    {
        var done = 0;
        for (var position = 0; symbols is not null && position < piece.Length;)
        {
            var end = SentencePieceNormalizer.SymbolEnd(symbols, piece, position, out var id);
            if (end == position)
            {
                position++;
                continue;
            }

            Rest(piece[done..position], done, into, places);
            into.Add(id);
            places?.Add((position, end));
            done = position = end;
        }

        Rest(piece[done..], done, into, places);
    }

    private void Rest(ReadOnlySpan<char> piece, int offset, List<int> into, List<(int Start, int End)>? places)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        var first = places?.Count ?? 0;
        inner.Encode(piece, into, places);
        for (var i = first; i < (places?.Count ?? 0); i++)
        {
            places![i] = (places[i].Start + offset, places[i].End + offset); // not null: its count is above first
        }
    }
}
