using System.Diagnostics;
using Recipes.Core;
using Recipes.Text.Privacy;

namespace Recipes.Tests.Text.Privacy;

/// <summary>The first numbers of each list are examples of the standards themselves or test numbers that issuers
/// publish.</summary>
public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("11010519491231002X")] // GB 11643-1999
    [InlineData("440524188001010014")] // GB 11643-1999
    [InlineData("11010519491231002x")]
    [InlineData("１１０１０５１９４９１２３１００２Ｘ")]
    [InlineData("110105 19491231 002X")]
    [InlineData("110105-19491231-002X")]
    [InlineData("110105 1949 1231 002 X")]
    [InlineData("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X")]
    [InlineData("110105\u200B19491231002X")]
    [InlineData("110105491231002")] // 15 digits: 1949-12-31
    public void An_identity_number_is_found_however_it_is_written(string number) =>
        AssertOnly(PersonalKind.IdCard, number);

    [Theory]
    [InlineData("110105194912310021")] // the check is X
    [InlineData("110105194902300026")] // no 30 February
    [InlineData("990105194912310021")] // no such province
    [InlineData("110105491332002")] // no month 13
    [InlineData("11010519491231002X5")] // inside a longer number
    [InlineData("511010519491231002X")]
    [InlineData("A11010519491231002X")]
    [InlineData("11010519491231002XA")]
    public void What_is_no_identity_number_stays(string text) =>
        Assert.DoesNotContain(PersonalData.Find($"编号{text}。"), s => s.Kind == PersonalKind.IdCard);

    [Theory]
    [InlineData("13812345678")]
    [InlineData("１３８１２３４５６７８")]
    [InlineData("138-1234-5678")]
    [InlineData("138 1234 5678")]
    [InlineData("138 - 1234 - 5678")]
    [InlineData("+86 138 1234 5678", 1)]
    [InlineData("86-13812345678")]
    [InlineData("008613812345678")]
    [InlineData("19912345678")]
    public void A_mobile_number_is_found_however_it_is_written(string number, int skipped = 0) =>
        AssertOnly(PersonalKind.Mobile, number, skipped);

    [Theory]
    [InlineData("12812345678")] // no operator has 128
    [InlineData("16112345678")]
    [InlineData("1381234567")]
    [InlineData("138123456789")]
    [InlineData("20231381234567801")]
    [InlineData("0.13812345678")]
    [InlineData("13812345678.50")]
    [InlineData("13812345678元")]
    [InlineData("AB13812345678")]
    [InlineData("13 8 123 45678")]
    public void What_is_no_mobile_number_stays(string text) => Assert.Empty(PersonalData.Find($"数为{text}。"));

    [Theory]
    [InlineData("1.13812345678；2.13912345678")]
    [InlineData("13812345678、13912345678")]
    [InlineData("13812345678 13912345678")]
    [InlineData("138 1234 5678 139 1234 5678")]
    [InlineData("Tel13812345678,mobile:13912345678")]
    [InlineData("13812345678/13912345678")]
    public void Two_numbers_beside_each_other_are_two(string text) =>
        Assert.Equal([PersonalKind.Mobile, PersonalKind.Mobile], PersonalData.Find(text).Select(s => s.Kind));

    [Theory]
    [InlineData("4111111111111111")] // Visa's test number
    [InlineData("5555 5555 5555 4444")] // Mastercard's
    [InlineData("6250941006528599")] // UnionPay's
    [InlineData("6212345678900000003")] // UnionPay's with 19 digits
    [InlineData("3530-1113-3330-0000")] // JCB's
    [InlineData("6011111111111117")] // Discover's
    [InlineData("６２５０９４１００６５２８５９９")]
    [InlineData("6212 3456 7890 0000 003")]
    public void A_card_number_is_found_however_it_is_written(string number) =>
        AssertOnly(PersonalKind.BankCard, number);

    [Theory]
    [InlineData("4111111111111112")] // Luhn fails
    [InlineData("1111111111111117")] // no bank begins with 1111, though Luhn holds
    [InlineData("411187654321012")] // 15 digits
    [InlineData("54111111111111111")]
    [InlineData("62509410065285991234")]
    [InlineData("41 11 11 11 11 11 11 11")]
    public void What_is_no_card_number_stays(string text) => Assert.Empty(PersonalData.Find($"数为{text}。"));

    /// <summary>91350100M000100Y43 stands in GB 32100-2015. Σ CᵢWᵢ = 9·1 + 1·3 + 3·9 + 5·27 + 1·26 + 21·20 + 1·8 + 30·30 +
    /// 4·28 = 1640 = 52·31 + 28, so the check is 31 − 28 = 3.</summary>
    [Fact]
    public void A_credit_code_of_the_standard_is_found()
    {
        AssertOnly(PersonalKind.Uscc, "91350100M000100Y43");
        AssertOnly(PersonalKind.Uscc, "９１３５０１００Ｍ０００１００Ｙ４３");
        Assert.Empty(PersonalData.Find("代码91350100M000100Y44。"));
        Assert.Empty(PersonalData.Find("代码91350100M000100Y433。"));
    }

    [Theory]
    [InlineData("京A12345")]
    [InlineData("粤B·8K21Z")]
    [InlineData("沪AD12345")] // small, by new energy
    [InlineData("川A12345D")] // large, by new energy
    [InlineData("苏E 1234学")]
    [InlineData("浙Ａ·１２３４５")]
    [InlineData("粤Z1234港")]
    [InlineData("鲁b-12345")]
    public void A_plate_is_found_however_it_is_written(string plate) => AssertOnly(PersonalKind.Plate, plate);

    [Theory]
    [InlineData("京A1234")]
    [InlineData("京A123456789")]
    [InlineData("京I12345")]
    [InlineData("云ABCDEF")]
    [InlineData("美A12345")]
    [InlineData("新能源车100000辆")]
    public void What_is_no_plate_stays(string text) => Assert.Empty(PersonalData.Find($"为{text}。"));

    [Theory]
    [InlineData("zhang.san@example.com")]
    [InlineData("ZHANG_san+1@mail.example.com.cn")]
    [InlineData("zhang＠example．com")]
    [InlineData("a@xn--fiqs8s.xn--fiqs8s")]
    public void An_e_mail_address_is_found(string address) => AssertOnly(PersonalKind.Email, address);

    [Theory]
    [InlineData("@angular/core")]
    [InlineData("logo@2x.png")]
    [InlineData("user@host")]
    [InlineData("a@.com")]
    [InlineData("@@@@")]
    [InlineData("价格@5.50")]
    public void What_is_no_e_mail_address_stays(string text) => Assert.Empty(PersonalData.Find($"见{text}。"));

    [Fact]
    public void An_e_mail_address_that_is_a_mobile_number_is_both()
    {
        var found = PersonalData.Find("邮箱：13812345678@139.com");

        Assert.Equal([PersonalKind.Email, PersonalKind.Mobile], found.Select(s => s.Kind));
        Assert.Equal("邮箱：[邮箱]", PersonalData.Mask("邮箱：13812345678@139.com", found, _ => true).Text);
    }

    [Theory]
    [InlineData("北京市海淀区中关村大街27号")]
    [InlineData("浙江省杭州市西湖区文三路90号3幢502室")]
    [InlineData("浙江杭州西湖区文三路90号")]
    [InlineData("浙江省 杭州市 西湖区 文三路 90 号")]
    [InlineData("上海市浦东新区世纪大道１００号")]
    [InlineData("朝阳区建国路88号院3号楼1单元502室")]
    [InlineData("广东省深圳市南山区阳光花园3栋2单元501室")]
    [InlineData("河南省周口市太康县城关镇建设村3组12号")]
    [InlineData("内蒙古自治区呼和浩特市赛罕区大学西路235号")]
    [InlineData("文三路90号3幢502室")]
    public void An_address_is_found_whole(string address)
    {
        AssertOnly(PersonalKind.Address, address);
        AssertOnly(PersonalKind.Address, address, before: "他住在", after: "，请寄信。");
    }

    [Theory]
    [InlineData("北京市政府决定在12号召开会议")]
    [InlineData("北京市5号线")]
    [InlineData("上海市2023年第12号公告")]
    [InlineData("线路3号开关")]
    [InlineData("城市道路3号标段")]
    [InlineData("浙江省杭州市西湖区")]
    [InlineData("高速公路3号隧道2号口")]
    [InlineData("小区道路3号楼")]
    [InlineData("关于本市第5号文件")]
    [InlineData("电路3号4层板")]
    [InlineData("广东省人民政府令第12号")]
    public void What_is_no_address_stays(string text) => Assert.Empty(PersonalData.Find(text + "。"));

    [Fact]
    public void A_road_with_a_number_is_an_address_after_a_label()
    {
        Assert.Single(PersonalData.Find("住址：中山路12号"), s => s.Kind == PersonalKind.Address);
        Assert.Empty(PersonalData.Find("沿中山路12号公交车"));
    }

    [Fact]
    public void Masks_keep_what_stands_around_them_and_say_where_they_are()
    {
        const string Text = "张三，13812345678，11010519491231002X。";

        var (masked, spans) = PersonalData.Mask(Text, PersonalData.Find(Text), _ => true);

        Assert.Equal("张三，[手机号]，[身份证号]。", masked);
        Assert.Equal(["[手机号]", "[身份证号]"], spans.Select(s => masked[s.Start..s.End]));
    }

    [Fact]
    public void What_is_not_masked_keeps_its_place_beside_masks()
    {
        const string Text = "张三13812345678，a@b.com，13912345678@139.com";

        var (masked, spans) = PersonalData.Mask(Text, PersonalData.Find(Text), kind => kind == PersonalKind.Mobile);

        Assert.Equal("张三[手机号]，a@b.com，[手机号]@139.com", masked);
        Assert.Equal(["[手机号]", "a@b.com", "[手机号]@139.com", "[手机号]"], spans.Select(s => masked[s.Start..s.End]));
    }

    [Fact]
    public void A_masked_text_holds_nothing_more()
    {
        const string Text = "13812345678 13912345678，京A12345，a@b.com，北京市海淀区中关村大街27号，91350100M000100Y43，4111111111111111";

        var (masked, _) = PersonalData.Mask(Text, PersonalData.Find(Text), _ => true);

        Assert.Empty(PersonalData.Find(masked));
        Assert.DoesNotContain(masked, char.IsAsciiDigit);
    }

    /// <summary>No limit on time here: what is not linear takes hours on these.</summary>
    [Theory]
    [InlineData("1 ")]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("138 1234 ")]
    [InlineData("市")]
    [InlineData("北京市")]
    [InlineData("北京路一")]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("@a.")]
    [InlineData("京A")]
    [InlineData("京A1234")]
    [InlineData("Tel1")]
    [InlineData("\u200B1")]
    public void Hostile_texts_take_linear_time(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var watch = Stopwatch.StartNew();

        _ = PersonalData.Find(text);

        TestContext.Current.TestOutputHelper?.WriteLine($"{text.Length} characters of {piece} in {watch.ElapsedMilliseconds} ms");
    }

    private static void AssertOnly(PersonalKind kind, string written, int skipped = 0, string before = "为", string after = "。")
    {
        var text = before + written + after;

        var found = PersonalData.Find(text);

        var span = Assert.Single(found);
        Assert.Equal(kind, span.Kind);
        Assert.Equal(written[skipped..], text[span.Start..span.End]);
    }
}
