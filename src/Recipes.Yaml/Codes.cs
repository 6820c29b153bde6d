namespace Recipes.Yaml;

/// <summary>Problem codes of recipes and of <c>--set</c>; README.md lists them, and they never change
/// meaning.</summary>
internal static class Codes
{
    public const string SetForm = "RCP1021";
    public const string SetValue = "RCP1022";
    public const string SetPlace = "RCP1023";

    public const string NoFile = "RCP2001";
    public const string TooLarge = "RCP2002";
    public const string Empty = "RCP2003";
    public const string BadText = "RCP2004";
    public const string Syntax = "RCP2005";
    public const string Tab = "RCP2006";
    public const string Reference = "RCP2007";
    public const string SecondDocument = "RCP2008";
    public const string TooDeep = "RCP2009";
    public const string DuplicateKey = "RCP2010";
    public const string OddKey = "RCP2011";
    public const string Version = "RCP2012";
    public const string FileOutside = "RCP2013";
    public const string TooMany = "RCP2099";

    public const string UnknownKey = "RCP2101";
    public const string MissingKey = "RCP2102";
    public const string WrongType = "RCP2103";
    public const string OutOfRange = "RCP2104";
    public const string UnknownWord = "RCP2105";
    public const string NotBuilt = "RCP2106";
    public const string NoValue = "RCP2107";
    public const string BadValue = "RCP2108";
    public const string OneOf = "RCP2109";
    public const string GateForm = "RCP2110";
    public const string GateMetric = "RCP2111";
    public const string GateBaseline = "RCP2112";

    public const string BadPath = "RCP2201";
    public const string OutsidePath = "RCP2202";
    public const string NoMatch = "RCP2203";
    public const string NoBase = "RCP2204";
    public const string Shadowed = "RCP2205";

    public const string NotMeasured = "RCP2301";
    public const string LadderAndBase = "RCP2302";
    public const string Shape = "RCP2303";
    public const string ContextTooLong = "RCP2304";
    public const string Repeated = "RCP2305";
}
