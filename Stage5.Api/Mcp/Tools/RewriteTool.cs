using Stage5.Contracts;
using static Stage5.Api.Mcp.Tools.ToolSchemas;

namespace Stage5.Api.Mcp.Tools;

internal sealed class RewriteTool(ToolTurns turns) : McpTool(Definition, Permissions.TurnsWrite)
{
    private static readonly ModelContextProtocol.Protocol.Tool Definition = Describe(
        "rewrite", "Say a text in another tone",
        "Rewrites a text in the tone asked for, in its own language. Nothing is added to it.",
        Object("\"text\",\"tone\"", $$"""
            "text":{{Text}},
            "editedText":{{TextOf("The person's own edit of the text: where given, this is what is rewritten.")}},
            "tone":{{Tone}},
            "language":{{Language("The language of the text, BCP 47; detected where it is absent.")}},
            "conversationId":{{ConversationId}},
            "processing":{{Choices}}
            """),
        readOnly: false, openWorld: true);

    public override async Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync(ContractsJson.Default.RewriteRequest, cancellationToken);
        return await turns.RunAsync(request.ToTask(), call, cancellationToken);
    }
}
