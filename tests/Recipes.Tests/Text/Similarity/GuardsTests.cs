using Recipes.Text.Similarity;

namespace Recipes.Tests.Text.Similarity;

public sealed class GuardsTests
{
    [Theory]
    [InlineData("保修3年", "保修5年", true)]
    [InlineData("保修3年", "保修3个月", true)]
    [InlineData("保修3年", "保修三年", false)]
    [InlineData("保修３年", "保修3 年", false)]
    [InlineData("处以三千元罚款", "处以3000元罚款", false)]
    [InlineData("处以三千元罚款", "处以五千元罚款", true)]
    [InlineData("罚款5万元", "罚款50,000元", false)]
    [InlineData("罚款五万元", "罚款50000元", false)]
    [InlineData("第十二条规定", "第12条规定", false)]
    [InlineData("第十二条规定", "第十三条规定", true)]
    [InlineData("第三", "第3", false)]
    [InlineData("胎压2.3bar", "胎压2.3 bar", false)]
    [InlineData("胎压2.3bar", "胎压2.5bar", true)]
    [InlineData("胎压2.3bar", "胎压2.3kPa", true)]
    [InlineData("胎压2.30bar", "胎压2.3bar", false)]
    [InlineData("百分之三十以上", "30%以上", false)]
    [InlineData("占30%", "占30‰", true)]
    [InlineData("版本7.5.1", "版本7.5.2", true)]
    [InlineData("2021年01月07日", "2021年1月7日", false)]
    [InlineData("二〇二一年", "2021年", false)]
    [InlineData("25℃", "25°C", false)]
    [InlineData("这是一个问题", "这是问题", false)] // an article
    [InlineData("万一停电", "停电", false)] // a word, not a number
    [InlineData("甲3人乙3人", "甲3人", true)] // repeats count
    [InlineData("甲3人乙5人", "甲5人乙3人", false)] // order does not
    [InlineData("in 2020 the", "in 2020 a", false)]
    [InlineData("没有数字", "仍然没有", false)]
    public void Numbers_are_compared_by_value_and_unit(string a, string b, bool differ)
    {
        Assert.Equal(differ, Guards.NumbersDiffer(a, b));
        Assert.Equal(differ, Guards.NumbersDiffer(b, a));
        Assert.Equal(differ, Guards.Key(a, numbers: true, negations: false, clauses: false) != Guards.Key(b, numbers: true, negations: false, clauses: false));
        Assert.Equal(Guards.Key(a, numbers: false, negations: false, clauses: false), Guards.Key(b, numbers: false, negations: false, clauses: false));
    }

    [Theory]
    [InlineData("可以转让", "不可以转让", true)]
    [InlineData("不得转让", "禁止转让", false)]
    [InlineData("合同有效", "合同无效", true)]
    [InlineData("非常重要", "重要", false)]
    [InlineData("不仅快", "快", false)]
    [InlineData("You may", "You may not", true)]
    [InlineData("You can", "You can't", true)]
    [InlineData("note", "nose", false)]
    public void Negations_are_counted(string a, string b, bool differ)
    {
        Assert.Equal(differ, Guards.NegationDiffers(a, b));
    }

    [Theory]
    [InlineData("依照第三条", "依照第四条", true)]
    [InlineData("依照第三条", "依照第3条", false)]
    [InlineData("依照第三条", "依照第三款", true)]
    [InlineData("见1.2.3", "见1.2.4", true)]
    [InlineData("1.2 安装", "1.3 安装", true)]
    [InlineData("胎压2.3", "胎压2.5", false)] // a decimal is no clause
    public void Clauses_are_compared_by_number(string a, string b, bool differ)
    {
        Assert.Equal(differ, Guards.ClauseDiffers(a, b));
    }

    [Fact]
    public void Endless_numbers_are_compared_as_written()
    {
        var digits = new string('9', 10_000);

        Assert.False(Guards.NumbersDiffer(digits + "万元", digits + "万元"));
        Assert.True(Guards.NumbersDiffer(digits, digits + "1"));
        Assert.False(Guards.NumbersDiffer(new string('九', 10_000) + "年", new string('九', 10_000) + "年"));
    }
}
