using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Import;
using Recipes.Testing;

namespace Recipes.Tests.Stages.Privacy;

public sealed class ImportPrivacyTests
{
    [Fact]
    public void Ready_pairs_are_masked_and_refused_rows_left_out_with_a_warning()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "p.jsonl");
        File.WriteAllLines(file,
        [
            """{"question": "13812345678是谁？", "answer": "张三", "group": "13812345678"}""",
            """{"question": "卡号？", "answer": "4111111111111111"}""",
            """{"question": "几档？", "answer": "3档"}""",
        ]);
        var events = new List<RunEvent>();
        var spec = new ImportSpec("p.jsonl", new PrivacySpec { BankCard = PrivacyAction.Refuse });

        var imported = new ImportStage().Run(spec, new SourceFile(file), TestContexts.Stage(events));

        Assert.Equal(["[手机号]是谁？", "几档？"], imported.Facts.Select(f => f.Question));
        Assert.DoesNotContain(imported.Facts, f => f.Group.Contains("138", StringComparison.Ordinal));
        Assert.Equal([(PersonalKind.Mobile, 1), (PersonalKind.Mobile, 1), (PersonalKind.BankCard, 2)], imported.Findings.Select(f => (f.Kind, f.Line)));
        var warning = Assert.IsType<WarningEvent>(Assert.Single(events));
        Assert.Contains("p.jsonl(2,1): warning RCP3020: the row holds personal data: bank-card", warning.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("4111", warning.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void General_rows_stay_as_they_are()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "g.jsonl");
        File.WriteAllText(file, """{"question": "13812345678有几位？", "answer": "11"}""");

        var pairs = new GeneralStage().Run(new ImportSpec("g.jsonl", Privacy: null), new SourceFile(file), TestContexts.Stage());

        Assert.Equal("13812345678有几位？", Assert.Single(pairs).Question);
    }
}
