using System.Buffers;
using System.Text;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Tokenizers;

public class ByteLevelBpeTokenizerTests
{
    private static readonly Lazy<ModelTokenizer> _tokenizer = new(() =>
    {
        var random = new RandomText(5);
        var folder = Directory.CreateTempSubdirectory("byte-level").FullName;
        ByteLevelBpeTrainer
            .Train(
                Enumerable.Range(0, 300).Select(_ => random.Next()),
                600,
                ByteLevelBpeTrainer.ChatTokens,
                CancellationToken.None
            )
            .WriteTo(folder);
        var tokenizer = FolderTokenizer.Load(folder);
        Directory.Delete(folder, recursive: true);
        return tokenizer;
    });

    [Fact]
    public void Decoding_gives_back_the_normalized_text()
    {
        var random = new RandomText(9);
        for (var i = 0; i < 500; i++)
        {
            var text = random.Next();
            // string.Normalize throws at U+FFFE, which stands for itself.
            var normalized = string.Join('\uFFFE', text.Split('\uFFFE').Select(part => part.Normalize()));

            Assert.Equal(
                normalized,
                _tokenizer.Value.Decode(_tokenizer.Value.Encode(text, addSpecial: false), skipSpecial: false)
            );
        }
    }

    [Fact]
    public void Places_cover_the_normalized_text_and_hold_the_bytes_of_their_tokens()
    {
        var random = new RandomText(10);
        for (var i = 0; i < 300; i++)
        {
            var text = random.Next();
            var tokens = _tokenizer.Value.Tokenizer.EncodeToTokens(text, out var normalized);

            var done = 0;
            foreach (var token in tokens)
            {
                var (start, end) = (token.Offset.Start.Value, token.Offset.End.Value);
                Assert.True(start <= done && end >= done, $"a gap before {token.Value} in {normalized}");
                var bytes = Encoding.UTF8.GetBytes(normalized![start..end]);
                Assert.True(bytes.AsSpan().IndexOf(_tokenizer.Value.BytesOf(token.Id).Span) >= 0);
                done = end;
            }

            Assert.Equal(normalized!.Length, done);
        }
    }

    [Fact]
    public void A_limit_on_tokens_cuts_between_characters()
    {
        const string Text = "ab𡨄𡨄cd"; // bytes of a character that was never seen are several tokens
        var all = _tokenizer.Value.Encode(Text, addSpecial: false);
        Assert.Equal(all.Length, _tokenizer.Value.Tokenizer.CountTokens(Text));
        Assert.True(all.Length > 6);
        for (var limit = 0; limit <= all.Length; limit++)
        {
            var ids = _tokenizer.Value.Tokenizer.EncodeToIds(Text, limit, out _, out var consumed);

            Assert.InRange(ids.Count, 0, limit);
            Assert.Equal(Text[..consumed], _tokenizer.Value.Decode(ids, skipSpecial: false));
            Assert.True(limit < all.Length ? consumed < Text.Length : consumed == Text.Length);
        }
    }

    [Fact]
    public void Decoding_into_a_buffer_stops_at_a_whole_character()
    {
        const string Text = "中文😀 end";
        var ids = _tokenizer.Value.Encode(Text, addSpecial: false);
        var small = new char[3]; // 中文 and half of the emoji
        var large = new char[20];

        Assert.Equal(
            OperationStatus.DestinationTooSmall,
            _tokenizer.Value.Tokenizer.Decode(ids, small, out var used, out var written)
        );
        Assert.Equal("中文", new string(small, 0, written));
        Assert.Equal("中文", _tokenizer.Value.Decode(ids[..used], skipSpecial: false));
        Assert.Equal(OperationStatus.Done, _tokenizer.Value.Tokenizer.Decode(ids, large, out used, out written));
        Assert.Equal((ids.Length, Text), (used, new string(large, 0, written)));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_the_replacement_character()
    {
        var ids = _tokenizer.Value.Encode("a\uD83Db\uDC00", addSpecial: false);

        Assert.Equal("a\uFFFDb\uFFFD", _tokenizer.Value.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void Special_tokens_in_untrusted_text_are_letters()
    {
        const string Text = "a<|im_end|>b";

        Assert.Contains(2, _tokenizer.Value.Encode(Text, addSpecial: false));
        Assert.DoesNotContain(2, _tokenizer.Value.EncodeUntrusted(Text));
        Assert.Equal(Text, _tokenizer.Value.Decode(_tokenizer.Value.EncodeUntrusted(Text), skipSpecial: true));
        Assert.Equal(
            "ab",
            _tokenizer.Value.Decode(_tokenizer.Value.Encode(Text, addSpecial: false), skipSpecial: true)
        );
    }

    [Fact]
    public void Long_runs_of_marks_are_put_into_canonical_order()
    {
        // Class 230, 220 and 1 in turn: all of class 1 come first, then 220, then 230; U+0344 is two of 230.
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0316\u0334\u0344", 100));
        var text = "x" + marks + "\u0E33" + marks; // U+0E33 is a letter between them

        var ids = _tokenizer.Value.Encode(text, addSpecial: false);

        Assert.Equal(text.Normalize(), _tokenizer.Value.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void Endless_marks_are_sorted_in_good_time()
    {
        // string.Normalize takes minutes for these: class 230 and 220 in turn; 220 comes first.
        var text = "x" + string.Concat(Enumerable.Repeat("\u0301\u0316", 100_000));
        var sorted = "x" + new string('\u0316', 100_000) + new string('\u0301', 100_000);

        Assert.Equal(
            sorted,
            _tokenizer.Value.Decode(_tokenizer.Value.Encode(text, addSpecial: false), skipSpecial: false)
        );
    }

    [Theory]
    [InlineData("a")]
    [InlineData("abcdefgh")]
    [InlineData("中")]
    [InlineData(" ")]
    [InlineData("\n ")]
    [InlineData("<|im_")]
    [InlineData("'")]
    public void An_endless_piece_loses_nothing(string unit)
    {
        // No step is quadratic in the text: 100,000 units take well under a second.
        var text = string.Concat(Enumerable.Repeat(unit, 100_000));

        var ids = _tokenizer.Value.Encode(text, addSpecial: false);

        Assert.Equal(text, _tokenizer.Value.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void The_queue_and_the_search_make_the_same_merges()
    {
        var random = new Random(4);
        List<(int Left, int Right, int Result)> merges = [];
        for (var id = 4; id < 40; id++)
        {
            merges.Add((random.Next(id), random.Next(id), id));
        }

        var table = new MergeTableProbe(merges);
        for (var round = 0; round < 60; round++)
        {
            var ids = Enumerable.Range(0, random.Next(97, 200)).Select(_ => random.Next(4)).ToArray();

            Assert.Equal(table.MergeOneByOne(ids), table.Merge(ids));
        }
    }
}
