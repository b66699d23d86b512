using Stage5.Tests.Access;

namespace Stage5.Tests.Secrets;

/// <summary>Secrets of every kind, each to be found again by a part that stands nowhere else.</summary>
internal sealed class Canaries
{
    public Canaries(SignedToken tokens)
    {
        Bearer = tokens.MakeFor("demo", "ana", "operator");
        Marks = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["provider secret"] = Provider,
            ["secret of the vault"] = Vault,
            ["bearer token"] = Bearer[(Bearer.LastIndexOf('.') + 1)..],
            ["opaque bearer token"] = Opaque,
            ["session token"] = Session[37..],
            ["key in a header"] = Header,
            ["value in a query"] = Query,
            ["key that says what it is"] = Key[3..],
            ["password"] = Password,
            ["cookie"] = Cookie,
        };
    }

    /// <summary>Like nothing that a pattern knows: found by its value only.</summary>
    public static string Provider => "canaryprovider 5f1/7e+2";

    /// <summary>The same, from a vault.</summary>
    public static string Vault => "canaryvault 3c8/6d+9";

    /// <summary>What belongs to a person, in a text to translate: found by its form only.</summary>
    public static IReadOnlyList<string> Personal { get; } = ["canary.person@example.com", "4111 1111 1111 1111"];

    /// <summary>A text to translate.</summary>
    public static string Sentence => "canary-sentence from " + string.Join(" paid by ", Personal);

    public static string Opaque => "canaryopaque77aa";

    public static string Session => "s5a_00112233445566778899aabbccddeeff_" + string.Concat(Enumerable.Repeat("c0ffee11", 8));

    public static string Header => "canaryheader88bb";

    public static string Query => "canaryquery99cc";

    public static string Key => "sk-canarykey00dd";

    public static string Password => "canarypassword11ee";

    public static string Cookie => "canarycookie22ff";

    /// <summary>A JWT that the API accepts.</summary>
    public string Bearer { get; }

    public IReadOnlyDictionary<string, string> Marks { get; }

    /// <summary>All of them in one text, as careless code would write it.</summary>
    public string Text => $"{Provider}; {Vault}; {Bearer}; sent Bearer {Opaque}; {Session}; api-key: {Header}; "
        + $"GET /x?code={Query} {Key}; cache:6379,password={Password}\n"
        + $"Cookie: a=1; session={Cookie}";

    /// <summary>Which of them stand in the text.</summary>
    public IEnumerable<string> In(string text) => Marks
        .Where(mark => text.Contains(mark.Value, StringComparison.Ordinal)
            || text.Contains(Uri.EscapeDataString(mark.Value), StringComparison.Ordinal)
            || text.Contains(mark.Value.Replace("+", "\\u002B", StringComparison.Ordinal), StringComparison.Ordinal))
        .Select(mark => mark.Key);
}
