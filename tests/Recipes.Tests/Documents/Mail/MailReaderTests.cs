using System.Text;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Mail;

public sealed class MailReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Subject_and_text_are_decoded()
    {
        // 中文 divided between two words of GB2312: D6 D0 | CE C4 with the cut after the third byte.
        var lines = Lines("Subject: =?gb2312?B?1tDO?=\r\n =?gb2312?B?xA==?= ok\r\nContent-Type: text/plain; charset=\"gb2312\"\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n=D6=D0=\r\n=CE=C4\r\n");

        Assert.Equal(["# 中文 ok", "中文"], lines);
    }

    [Fact]
    public void A_form_with_a_table_wins_and_the_same_in_plain_text_goes()
    {
        var mail = "Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nname price apple 3\n"
            + "--b\nContent-Type: text/html\n\n<table><tr><th>name<th>price<tr><td>apple<td>3</table>\n--b--\n";

        Assert.Equal(["# x", "apple | 3"], Lines(mail));
    }

    [Fact]
    public void Two_forms_that_say_different_things_are_both_read()
    {
        var mail = "Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nred green blue\n"
            + "--b\nContent-Type: text/html\n\n<p>one two three</p>\n--b--\n";

        Assert.Equal(["# x", "red green blue", "one two three"], Lines(mail));
    }

    [Fact]
    public void Files_are_named_and_their_text_is_read()
    {
        var mail = "Subject: x\nContent-Type: multipart/mixed; boundary=\"b c\"\n\n--b c\n\nbody\n"
            + "--b c\nContent-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''%E5%9B%BE.png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
            + "--b c\nContent-Type: text/plain; name=\"a.txt\"\nContent-Transfer-Encoding: base64\n\naGk=\n--b c--\nafter";

        Assert.Equal(["# x", "body", "图.png", "a.txt", "hi"], Lines(mail));
    }

    [Fact]
    public void A_message_inside_keeps_its_subject()
    {
        var mail = "Subject: outer\nContent-Type: message/rfc822\n\nSubject: inner\n\ntext";

        Assert.Equal(["# outer", "## inner", "text"], Lines(mail));
    }

    [Fact]
    public void What_has_no_header_is_no_mail() =>
        Assert.Equal("RCP3004", Reading.Problem(_folder.Write("a.eml", "just a line\nand another\n")).Code);

    [Fact]
    public void Parts_inside_parts_without_end_cost_one_document()
    {
        var mail = new StringBuilder("Subject: x\n");
        for (var i = 0; i < 200; i++)
        {
            mail.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        }

        Assert.Equal("RCP3007", Reading.Problem(_folder.Write("a.eml", mail.ToString())).Code);
    }

    private string[] Lines(string mail) => Reading.Lines(Reading.Document(_folder.Write("a.eml", mail)));
}
