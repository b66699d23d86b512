using Stage5.Core.Configuration;

namespace Stage5.Core.Guards;

/// <summary>The keys of <c>Stage5:Guards</c>, <c>Stage5:Limits</c> and <c>Stage5:Budgets</c>.</summary>
internal static class GuardKeys
{
    private static readonly string[] Scoped = ["", "Keys:", "Users:"];
    private static readonly string[] Whose = ["the tenant", "each key", "each user"];

    private static readonly string[] Budgeted = ["", "Keys:", "Users:", "Conversations:"];
    private static readonly string[] Spans = ["Hour", "Day", "Week", "Month"];
    private static readonly string[] Kinds = ["HardLimit", "SoftLimit"];

    public static IEnumerable<OptionKey> All =>
    [
        new("Stage5:Guards:Lease", "duration", "00:00:30", "How long a hold lives without being renewed.", "00:00:30"),
        new("Stage5:Limits:{tenant}:Concurrency", "whole", "64", "Calls of the tenant that may run at once, or none.", "64"),
        new("Stage5:Limits:{tenant}:BatchShare", "number", "0.5", "Share of those places that batch work may take.", "0.5"),
        .. Enumerable.Range(0, 3).SelectMany(Rates),
        new("Stage5:Budgets:{tenant}:Mode", "choice", "enforce", "enforce, or observe: nothing is refused for money.",
            "enforce"),
        new("Stage5:Budgets:{tenant}:Currency", "text", "USD", "Three letters of ISO 4217.", "EUR"),
        new("Stage5:Budgets:{tenant}:TimeZone", "text", "UTC", "IANA name; where days, weeks and months begin.",
            "Europe/Madrid"),
        .. Budgeted.SelectMany(Windows),
    ];

    private static IEnumerable<OptionKey> Rates(int scope)
    {
        var (path, whose) = ($"Stage5:Limits:{{tenant}}:{Scoped[scope]}", Whose[scope]);
        return
        [
            new($"{path}RequestsPerMinute", "whole", scope == 0 ? "600" : null, $"Requests a minute of {whose}, or none.",
                "600"),
            new($"{path}RequestBurst", "whole", null, $"Requests at once of {whose}; a sixth of a minute's.", "100"),
            new($"{path}TokensPerMinute", "whole", null, $"Tokens a minute of {whose}, or none.", "200000"),
            new($"{path}TokenBurst", "whole", null, $"Tokens at once of {whose}; a minute's.", "200000"),
        ];
    }

    private static IEnumerable<OptionKey> Windows(string scope) =>
        from window in Spans
        from limit in Kinds
        select new OptionKey($"Stage5:Budgets:{{tenant}}:{scope}{window}:{limit}", "number", null,
            limit == "HardLimit"
                ? $"Money of a {window.ToLowerInvariant()} that is never exceeded, or none."
                : $"Money of a {window.ToLowerInvariant()} above which it is told, or none.", "50");
}
