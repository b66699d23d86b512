using System.Collections.Frozen;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Stage5.Api.Mcp;

/// <summary>One tool: what a client is told of it, and what a call does.</summary>
/// <param name="permission">What its caller must hold besides the endpoint's own permission.</param>
internal abstract class McpTool(Tool protocol, string permission)
{
    private readonly FrozenSet<string> _arguments = protocol.InputSchema.GetProperty("properties").EnumerateObject()
        .Select(property => property.Name).ToFrozenSet(StringComparer.Ordinal);

    public Tool Protocol { get; } = protocol;

    public string Permission { get; } = permission;

    /// <summary>Those that a call may give.</summary>
    public IEnumerable<string> Arguments => _arguments.Order(StringComparer.Ordinal);

    public bool Takes(string argument) => _arguments.Contains(argument);

    /// <exception cref="ToolRefusal">Why the call is refused: a tool error, for its caller to read.</exception>
    public abstract Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken);

    /// <param name="schema">JSON Schema of the arguments, an object that takes nothing else.</param>
    protected static Tool Describe(
        string name, string title, string description, string schema, bool readOnly, bool openWorld) => new()
        {
            Name = name,
            Title = title,
            Description = description,
            InputSchema = JsonDocument.Parse(schema).RootElement,
            Annotations = new ToolAnnotations
            {
                Title = title,
                ReadOnlyHint = readOnly,
                DestructiveHint = false,
                IdempotentHint = readOnly,
                OpenWorldHint = openWorld,
            },
        };
}

/// <summary>What a tool made.</summary>
/// <param name="Text">For people, and for clients that read nothing else.</param>
/// <param name="Structured">The same JSON that the HTTP endpoint answers with.</param>
internal sealed record ToolAnswer(string Text, JsonElement Structured);
