namespace Stage5.Core.Guards.Compliance;

/// <summary>The classes of what is found; the names on the wire and in the configuration.</summary>
public static class ComplianceClasses
{
    public const string Secret = "secret";
    public const string Card = "card";
    public const string Iban = "iban";
    public const string NationalId = "national_id";
    public const string Email = "email";
    public const string Ip = "ip";
    public const string Phone = "phone";

    /// <summary>Not a class of detectors: a phrase of the tenant's own list.</summary>
    public const string BannedPhrase = "banned_phrase";

    /// <summary>Those with detectors, the most specific first.</summary>
    public static IReadOnlyList<string> Detected { get; } = [Secret, Card, Iban, NationalId, Email, Ip, Phone];
}

/// <summary>What is done about a find; the stricter the higher.</summary>
internal enum ComplianceAction
{
    Allow,
    Restore,
    KeepOriginal,
    Redact,

    /// <summary>Redacted for the model, and a person decides before anything goes out.</summary>
    Review,
    Block,
}
