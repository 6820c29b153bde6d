using CsCheck;
using Recipes.Core;
using Recipes.Text.Privacy;

namespace Recipes.Tests.Text.Privacy;

/// <summary>Numbers made from the standards' formulas, apart from the product's code: valid ones are found, and one changed
/// character makes them unknown.</summary>
public sealed class PersonalNumberProperties
{
    private const string CodeCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly int[] _provinces = [11, 12, 21, 33, 44, 51, 62, 65];

    private static readonly Gen<string> _idCards =
        from province in Gen.OneOf(_provinces)
        from region in Gen.Int[100, 9999]
        from date in Gen.Date[new DateTime(1900, 1, 1), new DateTime(2020, 1, 1)]
        from order in Gen.Int[0, 999]
        select WithIdCheck($"{province}{region:0000}{date:yyyyMMdd}{order:000}");

    private static readonly Gen<string> _cards =
        from bank in Gen.OneOf("622202", "621700", "4367", "5218")
        from length in Gen.OneOf(16, 19)
        from rest in Gen.Char['0', '9'].Array[18]
        select WithLuhn((bank + new string(rest))[..((bank[0] == '5' ? 16 : length) - 1)]);

    private static readonly Gen<string> _codes =
        from authority in Gen.OneOf("91", "12", "51", "N2")
        from province in Gen.OneOf(_provinces)
        from region in Gen.Int[0, 9999]
        from body in Gen.OneOf(CodeCharacters.ToCharArray()).Array[9]
        select WithCodeCheck($"{authority}{province}{region:0000}{new string(body)}");

    private static readonly Gen<string> _mobiles =
        from segment in Gen.OneOf("130", "139", "147", "158", "166", "178", "186", "199")
        from rest in Gen.Int[0, 99_999_999]
        select $"{segment}{rest:00000000}";

    [Fact]
    public void Valid_identity_numbers_are_found_and_changed_ones_are_not() => Check(PersonalKind.IdCard, _idCards, "0123456789");

    [Fact]
    public void Valid_card_numbers_are_found_and_changed_ones_are_not() => Check(PersonalKind.BankCard, _cards, "0123456789");

    [Fact]
    public void Valid_credit_codes_are_found_and_changed_ones_are_not() => Check(PersonalKind.Uscc, _codes, CodeCharacters);

    [Fact]
    public void Numbers_inside_longer_ones_are_none()
    {
        var digits = Gen.Char['0', '9'];
        Gen.Select(_mobiles, digits, digits).Sample((mobile, before, after) =>
            !Kinds($"号{mobile}{after}。").Contains(PersonalKind.Mobile)
            && !Kinds($"号7{before}{mobile}{after}。").Contains(PersonalKind.Mobile)
            && Kinds($"号{mobile}。").SequenceEqual([PersonalKind.Mobile]));
    }

    [Fact]
    public void A_text_without_digits_and_signs_holds_nothing() =>
        Gen.Char['\u4E00', '\u9FA5'].Array[0, 200].Sample(text => !PersonalData.Find(new string(text)).Any(s => s.Kind != PersonalKind.Address));

    [Fact]
    public void Spans_lie_inside_any_text_in_order_and_masks_too() =>
        Gen.OneOf("1", "9", " ", "-", "X", "１", "@", ".", "京", "A", "市", "路", "号", "138", "11010519491231002X", "\uD83D", "楼", "c.om").Array[0, 60].Sample(pieces =>
        {
            var text = string.Concat(pieces);
            var found = PersonalData.Find(text);
            var (masked, spans) = PersonalData.Mask(text, found, _ => true);
            return found.All(s => 0 <= s.Start && s.Start < s.End && s.End <= text.Length)
                && found.Zip(found.Skip(1)).All(p => p.First.Start <= p.Second.Start)
                && spans.Count == found.Count && spans.All(s => 0 <= s.Start && s.Start < s.End && s.End <= masked.Length && masked[s.Start] == '[');
        });

    private static void Check(PersonalKind kind, Gen<string> numbers, string characters) =>
        Gen.Select(numbers, Gen.Int[0, 17], Gen.Int[1, characters.Length - 1]).Sample((number, at, by) =>
        {
            var place = Math.Min(at, number.Length - 1);
            var old = characters.IndexOf(number[place], StringComparison.Ordinal);
            var changed = old < 0 ? 'Q' : characters[(old + by) % characters.Length];
            var other = number[..place] + changed + number[(place + 1)..];
            return Kinds($"号{number}。").SequenceEqual([kind]) && !Kinds($"号{other}。").Contains(kind);
        });

    private static List<PersonalKind> Kinds(string text) => PersonalData.Find(text).Select(s => s.Kind).ToList();

    private static string WithIdCheck(string first17)
    {
        var sum = first17.Select((c, i) => (c - '0') * (int)(Math.Pow(2, 17 - i) % 11)).Sum();
        var check = (12 - (sum % 11)) % 11;
        return first17 + (check == 10 ? "X" : check.ToString(CultureInfo.InvariantCulture));
    }

    private static string WithLuhn(string number)
    {
        var sum = number.Reverse().Select((c, i) => i % 2 == 0 ? (c - '0') * 2 : c - '0').Sum(d => (d / 10) + (d % 10));
        return number + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    private static string WithCodeCheck(string first17)
    {
        var sum = 0L;
        for (var i = 0; i < 17; i++)
        {
            sum += CodeCharacters.IndexOf(first17[i], StringComparison.Ordinal) * ((long)Math.Pow(3, i) % 31);
        }

        return first17 + CodeCharacters[(int)((31 - (sum % 31)) % 31)];
    }
}
