using Stage5.Contracts;
using static Stage5.Api.Mcp.Tools.ToolSchemas;

namespace Stage5.Api.Mcp.Tools;

internal sealed class TranslateTool(ToolTurns turns) : McpTool(Definition, Permissions.TurnsWrite)
{
    private static readonly ModelContextProtocol.Protocol.Tool Definition = Describe(
        "translate", "Translate a text",
        "Translates a text into one language or several. The language of the text is detected where it is not given: "
        + "where that is not sure, the outcome is languageSelection and nothing is translated. The company's glossary "
        + "is applied.",
        Object("\"text\",\"targetLanguage\"", $$"""
            "text":{{Text}},
            "targetLanguage":{{Language("The language wanted, BCP 47 (es, pt-BR).")}},
            "sourceLanguage":{{Language("The language of the text, BCP 47; detected where it is absent.")}},
            "additionalTargetLanguages":{{Languages}},
            "tone":{{Tone}},
            "glossary":{"type":"string","enum":["apply","bypass","askOnConflict"],
              "description":"What the glossary does; apply where it is absent."},
            "glossaryDecisions":{"type":"array","maxItems":{{Limits.Decisions}},
              "description":"Answers to what a glossaryConflict asked.",
              "items":{"type":"object","additionalProperties":false,"required":["term","choice"],"properties":{
              "term":{"type":"string","minLength":1,"maxLength":200},
              "choice":{"type":"string","enum":["followTerm","keepOriginal","alternative","compromise"]},
              "translation":{"type":"string","maxLength":200,"description":"For alternative: which one."},
              "remember":{"type":"boolean"} } } },
            "context":{"type":"string","maxLength":{{Limits.ContextLength}},
              "description":"What the text is about, for the model to read; never translated."},
            "conversationId":{{ConversationId}},
            "processing":{{Choices}}
            """),
        readOnly: false, openWorld: true);

    public override async Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync(ContractsJson.Default.TranslateRequest, cancellationToken);
        return await turns.RunAsync(request.ToTask(), call, cancellationToken);
    }
}
