using System.Text.Json;
using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Turns;
using static Stage5.Api.Mcp.Tools.ToolSchemas;

namespace Stage5.Api.Mcp.Tools;

internal sealed class ApplyGlossaryTool(TurnGuard guard, GlossaryService glossary, GlossaryAccess access)
    : McpTool(Definition, Permissions.GlossaryRead)
{
    private static readonly ModelContextProtocol.Protocol.Tool Definition = Describe(
        "apply_glossary", "Replace terms by what the glossary says",
        "Without a model. With policy strict, a text without a term of the glossary is refused (no_term_matched).",
        Object("\"text\",\"sourceLanguage\",\"targetLanguage\"", $$"""
            "text":{{Text}},
            "sourceLanguage":{{Language("The language of the text, BCP 47.")}},
            "targetLanguage":{{Language("The language of the terms that take their place, BCP 47.")}},
            "policy":{"type":"string","enum":["strict","fallback"],
              "description":"fallback where it is absent: the text as it is, if no term is in it."},
            "glossaryIds":{"type":"array","maxItems":50,"items":{"type":"string","maxLength":64},
              "description":"Only these named sets, the first first."},
            "conversationId":{{Conversation("With this conversation's terms.")}}
            """),
        readOnly: true, openWorld: false);

    public override async Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync(ContractsJson.Default.ApplyGlossaryRequest, cancellationToken);
        var admission = await ApplyGlossaryEndpoint.CountAsync(call.Identity, guard, cancellationToken);
        if (admission.Denial is { } denial) throw new ToolRefusal(TurnErrors.Of(denial));
        var applied = ToolRefusal.ValueOf<ApplyGlossaryResponse>(
            await ApplyGlossaryEndpoint.ApplyAsync(request, call.User, glossary, access, cancellationToken));
        return new ToolAnswer(
            applied.ProcessedText,
            JsonSerializer.SerializeToElement(applied, ContractsJson.Default.ApplyGlossaryResponse));
    }
}
