using Recipes.Core;
using Recipes.Documents;
using Recipes.Stages.Dedupe;
using Recipes.Stages.Extract;
using Recipes.Testing;

namespace Recipes.Tests.Stages.Dedupe;

public sealed class DedupeStageTests
{
    private const int Clauses = 10;

    /// <summary>Long enough that two characters in front leave a similarity above 0.8.</summary>
    private const string Long = "在收到消费者退货请求之日起三日内书面告知其所购商品的退换办法、承担费用的一方以及办理的地点，并为消费者保存有关的票据和记录，不得以任何理由拖延或者拒绝";

    [Fact]
    public void What_two_versions_of_a_text_say_differently_stays_and_they_are_reported()
    {
        var changed = "应当" + Long;
        var old = Law("old.docx", i => i == 2 ? "可以" + Long : Clause(i));
        var current = Law("new.docx", i => i == 2 ? changed : Clause(i));

        var (set, warnings) = Run([.. old, .. current]);

        Assert.Equal(Clauses + 1, set.Facts.Count);
        Assert.Contains(set.Facts, f => f.Answer == changed);
        Assert.Equal([new DocumentTwin("old.docx", "new.docx", "versions", Clauses, Clauses, Clauses - 1, 1)], set.Documents);
        Assert.Equal(
            "new.docx: warning RCP4020: it and old.docx are two versions of one text: 9 of its 10 facts are the same, 1 questions have two answers",
            warnings.Single().Text.Split('\n')[0]);
        Assert.Equal(2 * Clauses, set.Facts.Count + set.Drops.Count);
    }

    [Fact]
    public void Without_a_version_beside_it_the_nearly_same_fact_goes()
    {
        var one = Law("a.docx", Clause)[2] with { Answer = "可以" + Long };
        var two = one with { Id = "x", Answer = "应当" + Long };

        var (set, warnings) = Run([one, two]);

        Assert.Equal([one], set.Facts);
        Assert.Empty(warnings);
    }

    [Fact]
    public void A_text_that_comes_twice_is_reported_as_such()
    {
        var (set, warnings) = Run([.. Law("a.docx", Clause), .. Law("b/a.docx", Clause)]);

        Assert.Equal(Clauses, set.Facts.Count);
        Assert.Equal("same", Assert.Single(set.Documents).Relation);
        Assert.Contains("RCP4021", warnings.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_of_other_titles_are_no_versions_however_much_they_share()
    {
        var other = Law("b.docx", i => i == 2 ? "别的内容说明" : Clause(i)).Select(f => f with { Source = f.Source with { Heading = ["乙办法"] } });

        Assert.Empty(Run([.. Law("a.docx", Clause), .. other]).Set.Documents);
    }

    [Fact]
    [Trait("Data", "reference")]
    public void Laws_in_two_versions_and_the_law_that_comes_twice_are_found_and_no_other()
    {
        var folder = ReferenceData.Find("documents");
        Assert.SkipWhen(folder is null, "reference data absent: documents");
        var files = Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal).ToList();
        var facts = files.SelectMany(f => Facts(f)).ToList();

        var (set, _) = Run(facts);

        TestContext.Current.TestOutputHelper!.WriteLine($"{files.Count} documents\n{string.Join('\n', set.Documents)}");
        Assert.NotEmpty(files);
        Assert.All(set.Documents, d => Assert.Equal(LawOf(d.First), LawOf(d.Second)));
        Assert.Equal(files.Count - files.Select(f => LawOf(Path.GetFileName(f))).Distinct().Count(), set.Documents.Count);
        Assert.All(set.Documents, d => Assert.Equal(d.First.Split('(')[1] == d.Second.Split('(')[1] ? "same" : "versions", d.Relation));
    }

    /// <summary>社会法__安全生产法(2021-06-10).md → 安全生产法.</summary>
    private static string LawOf(string file) => file.Split('(')[0].Split("__")[^1];

    private static IReadOnlyList<Fact> Facts(string file)
    {
        var document = DocumentReader.Read(file, Path.GetFileName(file), "law", ReadLimits.Default, CancellationToken.None).Document!;
        return new ExtractStage().Run(new PassageSpec("clause"), document, TestContexts.Stage());
    }

    private static (FactSet Set, List<WarningEvent> Warnings) Run(IReadOnlyList<Fact> facts)
    {
        var events = new List<RunEvent>();
        var set = new DedupeStage().Run(new DedupeSpec(), facts, TestContexts.Stage(events));
        return (set, [.. events.OfType<WarningEvent>()]);
    }

    private static string Clause(int i) => $"本条规定的第{(char)('甲' + (i * 7))}类事项由{new string((char)('一' + (i * 11)), 6)}部门负责办理";

    private static List<Fact> Law(string document, Func<int, string> clause) => Enumerable.Range(0, Clauses)
        .Select(i => FactBuilder.Fact($"事项{(char)('丁' + i)}", "规定", clause(i), document, "某某保护法（" + document.Length.ToString(CultureInfo.InvariantCulture) + "年）"))
        .ToList();
}
