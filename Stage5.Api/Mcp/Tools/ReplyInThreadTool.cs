using Stage5.Contracts;
using static Stage5.Api.Mcp.Tools.ToolSchemas;

namespace Stage5.Api.Mcp.Tools;

internal sealed class ReplyInThreadTool(ToolTurns turns) : McpTool(Definition, Permissions.ConversationsWrite)
{
    private static readonly ModelContextProtocol.Protocol.Tool Definition = Describe(
        "reply_in_thread", "Send a reply into a conversation",
        "Translates a reply and delivers it into a conversation that the caller is in. Others see it: call it once, "
        + "when the person has agreed to the text.",
        Object("\"conversationId\",\"text\",\"languagePolicy\"", $$"""
            "conversationId":{{Conversation("The conversation the reply goes to.")}},
            "text":{{Text}},
            "editedText":{{TextOf("The person's own edit of the text: where given, this is what is sent.")}},
            "sourceLanguage":{{Language("The language of the text, BCP 47; detected where it is absent.")}},
            "languagePolicy":{"type":"object","additionalProperties":false,"required":["targetLanguage"],
              "description":"The language the reply is sent in, and its tone.","properties":{
              "targetLanguage":{{Language("BCP 47.")}},
              "tone":{{Tone}} } },
            "additionalTargetLanguages":{{Languages}},
            "delivery":{"type":"string","enum":["attachment","broadcast","perMember"],
              "description":"attachment, where it is absent: one message that carries its translations. broadcast: one message a language. perMember: to each in the language they read."},
            "processing":{{Choices}}
            """),
        readOnly: false, openWorld: true);

    public override async Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync(ContractsJson.Default.ReplyRequest, cancellationToken);
        return await turns.RunAsync(request.ToTask(), call, cancellationToken);
    }
}
