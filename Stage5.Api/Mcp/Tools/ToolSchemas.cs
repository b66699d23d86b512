using Stage5.Contracts;

namespace Stage5.Api.Mcp.Tools;

/// <summary>JSON Schema of arguments that several tools take. Bounds are those of the wire contract.</summary>
internal static class ToolSchemas
{
    public const string Tone = """
        {"type":"string","minLength":1,"maxLength":64,
          "description":"How it is to sound: polite, casual, business, technical, or a style of the tenant (GET /api/metadata lists them)."}
        """;

    public const string Choices = """
        {"type":"object","additionalProperties":false,
          "description":"How it is to be processed; leave out for the tenant's policy.","properties":{
          "mode":{"type":"string","enum":["default","fast"]},
          "profile":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},
          "reason":{"type":"string","maxLength":200,"description":"Why, for the audit."},
          "model":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_/-]{0,63}$",
            "description":"A provider's id (get_cost_latency lists them) or stage5/default."}}}
        """;

    public static readonly string Text = TextOf("The text. Placeholders, URLs, mentions and code are kept.");

    public static readonly string ConversationId = Conversation("The conversation it belongs to, if any.");

    public static readonly string Languages = $$"""
        {"type":"array","maxItems":{{Limits.AdditionalLanguages}},"items":{{Language("BCP 47.")}},
          "description":"Further languages wanted."}
        """;

    public static string TextOf(string description) =>
        $$"""{"type":"string","minLength":1,"maxLength":{{Limits.InlineLength}},"description":"{{description}}"}""";

    public static string Language(string description) =>
        $$"""{"type":"string","pattern":"{{Limits.LanguagePattern}}","description":"{{description}}"}""";

    public static string Conversation(string description) =>
        $$"""{"type":"string","pattern":"{{ConversationLimits.IdPattern}}","description":"{{description}}"}""";

    /// <param name="required">Names in quotes, with commas.</param>
    /// <param name="properties">Members of an object.</param>
    public static string Object(string required, string properties) =>
        $$"""{"type":"object","additionalProperties":false,"required":[{{required}}],"properties":{ {{properties}} } }""";
}
