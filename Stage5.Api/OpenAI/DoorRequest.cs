using Stage5.Api.OpenAI.Bridge;
using Stage5.Api.OpenAI.Errors;
using Stage5.Api.OpenAI.Requests;
using Stage5.Core.Access;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>A request that was read, understood, and whose texts may go to a model.</summary>
internal sealed class DoorRequest : IDisposable
{
    private DoorRequest(RequestBody body, RequestScan scan, Identity caller, string operation, string path)
    {
        (Body, Scan, Caller, Operation, Path) = (body, scan, caller, operation, path);
        Edits = new BodyEdits(scan);
    }

    public RequestBody Body { get; }

    public RequestScan Scan { get; }

    public BodyEdits Edits { get; }

    public Identity Caller { get; }

    /// <summary>One of <see cref="ModelCapabilities"/>.</summary>
    public string Operation { get; }

    /// <summary>Under an upstream's endpoint.</summary>
    public string Path { get; }

    public Redactions Redactions { get; } = new();

    /// <summary>Whose budget it counts against too; null where the caller named none.</summary>
    public string? Conversation { get; private init; }

    /// <summary>For providers of another wire; made when the first of them may be asked.</summary>
    public BridgeMap Bridge => field ??= BridgeMap.Of(this);

    public CallBounds Bounds { get; private set; } = null!;

    public RouteNeeds Needs => new(
        Streaming: Scan.Stream, Tools: Scan.HasTools, InputTokens: Bounds.Input, MaxOutputTokens: Bounds.Output,
        Answers: Scan.Choices);

    /// <exception cref="DoorException">It cannot be understood, or policy does not allow it.</exception>
    public static async Task<DoorRequest> ReadAsync(
        HttpContext http, string operation, ComplianceGuard compliance)
    {
        var chat = operation == ModelCapabilities.Chat;
        var conversation = ConversationHeader.Read(http.Request.Headers);
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        try
        {
            var scan = chat ? RequestScanner.Chat(body.Span) : RequestScanner.Embeddings(body.Span);
            var request = new DoorRequest(
                body, scan, Identity.From(http.User), operation, chat ? "chat/completions" : "embeddings")
            {
                Conversation = conversation,
            };
            var text = request.Protect(compliance);
            if (chat) request.Edits.AskForUsage();
            request.Bounds = new CallBounds(
                scan.HasNonText ? null : text + scan.OtherBytes + WorstCase.TokensPerRequest + WorstCase.TokensPerMessage * scan.Messages,
                chat ? scan.MaxTokens * scan.Choices : 0,
                scan.Choices,
                scan.Surcharged);
            return request;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => Body.Dispose();

    /// <returns>Bytes of the texts as the model gets them.</returns>
    private long Protect(ComplianceGuard compliance)
    {
        var bytes = 0L;
        foreach (var at in Scan.Texts)
        {
            var text = at.Text(Body.Span);
            var (safe, findings) = compliance.Protect(Caller.Tenant, text, Redactions);
            // Its caller reads the answer as it is made: nobody can be asked before.
            if (findings.Any(found => found.AsksForReview)) throw new ComplianceException(findings);
            if (!string.Equals(safe, text, StringComparison.Ordinal)) Edits.Replace(at, safe);
            bytes += System.Text.Encoding.UTF8.GetByteCount(safe);
        }

        return bytes;
    }
}
