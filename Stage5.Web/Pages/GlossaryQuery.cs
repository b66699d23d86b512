using Microsoft.AspNetCore.Mvc;

namespace Stage5.Web.Pages;

/// <summary>Which terms the page Glossary shows; what is empty does not filter.</summary>
/// <param name="Scope"><c>personal</c>, <c>channel</c> or <c>tenant</c>.</param>
/// <param name="Cursor">Where the page starts; null for the first.</param>
public sealed record GlossaryQuery(
    [FromQuery] string? Search = null,
    [FromQuery] string? Scope = null,
    [FromQuery] string? ConversationId = null,
    [FromQuery] string? Source = null,
    [FromQuery] string? Target = null,
    [FromQuery] string? Cursor = null)
{
    public bool Filters => Fields.Any(one => one.Value.Length > 0);

    /// <summary>The same filters from another place on.</summary>
    public string ToQueryString(string? cursor) => string.Concat(Fields.Append((Name: "cursor", Value: cursor ?? ""))
        .Where(one => one.Value.Length > 0)
        .Select((one, at) => $"{(at == 0 ? '?' : '&')}{one.Name}={Uri.EscapeDataString(one.Value)}"));

    private IEnumerable<(string Name, string Value)> Fields =>
    [
        ("search", Search?.Trim() ?? ""), ("scope", Scope ?? ""),
        // Nothing but its own scope needs a conversation.
        ("conversationId", Scope is "channel" ? ConversationId?.Trim() ?? "" : ""),
        ("source", Source?.Trim() ?? ""), ("target", Target?.Trim() ?? ""),
    ];
}
