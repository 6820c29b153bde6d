using Recipes.Core;

namespace Recipes.Tests.Core;

public class ContentIdTests
{
    // Computed with Python's hashlib over the UTF-8 bytes, each part followed by 0x1F.
    private const string LawClause3 = "ecddeb8590d68d2ddc4e206504d2eeecd5422b4ff37f1e4962534903138431ab";

    [Fact]
    public void A_digest_is_SHA_256_over_the_parts()
    {
        Assert.Equal(LawClause3, ContentId.Digest("law", "第三条"));
        Assert.Equal(LawClause3[..16], ContentId.Of("law", "第三条"));
        Assert.Equal("e3b0c44298fc1c14", ContentId.Of()); // SHA-256 of nothing
    }

    [Fact]
    public void Parts_do_not_run_together()
    {
        Assert.NotEqual(ContentId.Of("ab", "c"), ContentId.Of("a", "bc"));
        Assert.NotEqual(ContentId.Of("a"), ContentId.Of("a", ""));
    }

    [Fact]
    public void A_fraction_is_the_first_53_bits_of_the_digest()
    {
        Assert.Equal(0.9252612305725397, ContentId.Fraction("law", "第三条")); // (0xecddeb8590d68d2d >> 11) / 2^53
    }

    [Fact]
    public void Fractions_are_spread_evenly()
    {
        var fractions = Enumerable.Range(0, 10_000).Select(i => ContentId.Fraction("spread", i.ToString(CultureInfo.InvariantCulture))).ToList();

        Assert.All(fractions, f => Assert.InRange(f, 0, 1 - double.Epsilon));

        // A tenth of 10,000 with a standard deviation of 30: five of them.
        Assert.All(fractions.GroupBy(f => (int)(f * 10)), tenth => Assert.InRange(tenth.Count(), 850, 1150));
    }
}
