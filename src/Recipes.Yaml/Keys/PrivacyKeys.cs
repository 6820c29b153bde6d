using Recipes.Core;

namespace Recipes.Yaml.Keys;

/// <summary>Keys of personal data.</summary>
internal static class PrivacyKeys
{
    private static readonly Form<PrivacyAction> _action = Forms.Then(Forms.Word(["allow", "mask", "refuse"]), word => word switch
    {
        "mask" => PrivacyAction.Mask,
        "refuse" => PrivacyAction.Refuse,
        _ => PrivacyAction.Allow,
    });

    public static Map<PrivacySpec> Privacy { get; } = new(() => new(),
    [
        Of("id-card", "mask", "Chinese identity numbers", "it names one person", (p, v) => p with { IdCard = v }),
        Of("mobile", "mask", "Chinese mobile numbers", "it names one person", (p, v) => p with { Mobile = v }),
        Of("bank-card", "mask", "bank card numbers", "public tenders name one for deposits, so refusing would lose them",
            (p, v) => p with { BankCard = v }),
        Of("plate", "allow", "Chinese licence plates", "chosen by hand", (p, v) => p with { Plate = v }),
        Of("uscc", "allow", "social credit codes of organizations", "organizations publish it", (p, v) => p with { Uscc = v }),
        Of("email", "allow", "e-mail addresses", "chosen by hand", (p, v) => p with { Email = v }),
        Of("address", "allow", "postal addresses in China", "chosen by hand", (p, v) => p with { Address = v }),
    ]);

    private static Key<PrivacySpec> Of(
        string name, string @default, string what, string source, Func<PrivacySpec, PrivacyAction, PrivacySpec> set) =>
        Key.Of(name, _action, @default, $"what happens to {what}: allow, mask or refuse", source, set);
}
