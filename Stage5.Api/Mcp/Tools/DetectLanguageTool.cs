using System.Globalization;
using System.Text.Json;
using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Language.Detection;
using Stage5.Core.Turns;
using static Stage5.Api.Mcp.Tools.ToolSchemas;

namespace Stage5.Api.Mcp.Tools;

internal sealed class DetectLanguageTool(TurnGuard guard) : McpTool(Definition, Permissions.TurnsWrite)
{
    private static readonly ModelContextProtocol.Protocol.Tool Definition = Describe(
        "detect_language", "Tell which language a text is in",
        "Decided on the server itself: no model is called and nothing is kept. A text without a letter is und.",
        Object("\"text\"", $"\"text\":{TextOf("The text.")}"),
        readOnly: true, openWorld: false);

    public override async Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync(ContractsJson.Default.DetectRequest, cancellationToken);
        var identity = call.Identity;
        var subject = new GuardSubject(identity.Tenant, identity.User, identity.TokenId);
        var admission = await guard.CountAsync(new AdmitRequest(subject, TrafficClass.Live), cancellationToken);
        if (admission.Denial is { } denial) throw new ToolRefusal(TurnErrors.Of(denial));
        var found = DetectEndpoints.View(LanguageDetector.Default.Detect(request.Text));
        return new ToolAnswer(
            string.Create(CultureInfo.InvariantCulture, $"{found.Language} ({found.Confidence:0.00})"),
            JsonSerializer.SerializeToElement(found, ContractsJson.Default.DetectionView));
    }
}
