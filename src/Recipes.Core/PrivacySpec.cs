namespace Recipes.Core;

/// <summary>Personal data that is looked for in documents.</summary>
public enum PersonalKind
{
    /// <summary>A Chinese identity number of 18 or, until 1999, 15 digits.</summary>
    IdCard,

    /// <summary>A Chinese mobile number.</summary>
    Mobile,

    /// <summary>The number of a bank card.</summary>
    BankCard,

    /// <summary>A Chinese licence plate.</summary>
    Plate,

    /// <summary>A unified social credit code of a Chinese organization.</summary>
    Uscc,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A postal address in China, down to a house.</summary>
    Address,
}

/// <summary>What happens to personal data.</summary>
public enum PrivacyAction
{
    /// <summary>It stays, and is counted.</summary>
    Allow,

    /// <summary>A word for its kind stands in its place.</summary>
    Mask,

    /// <summary>Its document, or its row of ready pairs, is not used.</summary>
    Refuse,
}

/// <summary>What happens to each kind of personal data, before anything else sees the document.</summary>
public sealed record PrivacySpec
{
    /// <summary>Default mask: it names one person.</summary>
    public PrivacyAction IdCard { get; init; } = PrivacyAction.Mask;

    /// <summary>Default mask, likewise.</summary>
    public PrivacyAction Mobile { get; init; } = PrivacyAction.Mask;

    /// <summary>Default mask: public tenders name the account for deposits, so refusing would lose them whole.</summary>
    public PrivacyAction BankCard { get; init; } = PrivacyAction.Mask;

    /// <summary>Default allow.</summary>
    public PrivacyAction Plate { get; init; }

    /// <summary>Default allow: organizations publish it.</summary>
    public PrivacyAction Uscc { get; init; }

    /// <summary>Default allow.</summary>
    public PrivacyAction Email { get; init; }

    /// <summary>Default allow.</summary>
    public PrivacyAction Address { get; init; }

    /// <summary>What happens to one kind.</summary>
    public PrivacyAction For(PersonalKind kind) => kind switch
    {
        PersonalKind.IdCard => IdCard,
        PersonalKind.Mobile => Mobile,
        PersonalKind.BankCard => BankCard,
        PersonalKind.Plate => Plate,
        PersonalKind.Uscc => Uscc,
        PersonalKind.Email => Email,
        _ => Address,
    };
}
