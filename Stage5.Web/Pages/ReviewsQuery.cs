using Microsoft.AspNetCore.Mvc;

namespace Stage5.Web.Pages;

/// <summary>Which reviews the page Reviews shows; what is empty does not filter.</summary>
/// <param name="State">Of <c>ReviewState</c>; empty for those that wait for a decision.</param>
/// <param name="Reason">One of <c>ReviewReasons</c>.</param>
/// <param name="Overdue"><c>true</c> for those only that are past their due time.</param>
/// <param name="Cursor">Where the page starts; null for the first.</param>
public sealed record ReviewsQuery(
    [FromQuery] string? State = null,
    [FromQuery] string? Priority = null,
    [FromQuery] string? Reason = null,
    [FromQuery] string? Overdue = null,
    [FromQuery] string? Cursor = null)
{
    public bool Filters => Fields.Any(one => one.Value.Length > 0);

    public bool OnlyOverdue => Overdue == "true";

    /// <summary>The same filters from another place on.</summary>
    public string ToQueryString(string? cursor) => string.Concat(Fields.Append((Name: "cursor", Value: cursor ?? ""))
        .Where(one => one.Value.Length > 0)
        .Select((one, at) => $"{(at == 0 ? '?' : '&')}{one.Name}={Uri.EscapeDataString(one.Value)}"));

    private IEnumerable<(string Name, string Value)> Fields =>
    [
        ("state", State ?? ""), ("priority", Priority ?? ""), ("reason", Reason ?? ""),
        ("overdue", OnlyOverdue ? "true" : ""),
    ];
}
