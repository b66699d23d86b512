using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Tasks;
using Stage5.Core.Webhooks;

namespace Stage5.Api.Callbacks;

/// <summary>
/// A message that mentions a Teams outgoing webhook: translated as its source says, and answered in the same call,
/// because Teams takes no other answer. Teams shows a person nothing but the answer's text, so a refusal is one too.
/// </summary>
internal sealed partial class TeamsMessage(TurnDoor door, TimeProvider time) : ICallbackHandler
{
    // Teams waits five seconds; the rest is the way there and back.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.2);

    public string Kind => CallbackKinds.TeamsOutgoing;

    public string EventType => "message";

    public async Task<IResult> HandleAsync(CallbackEvent callback, HttpContext http)
    {
        var identity = Identity.From(http.User);
        var asked = new TaskRequest
        {
            Kind = TaskKinds.Translate,
            Text = Plain(callback.Root),
            TargetLanguage = callback.Options.TargetLanguage,
        };
        var decision = await door.DecideAsync(asked, identity, http.RequestAborted);
        if (decision.Refusal is { } refusal)
            return Say(refusal.Message);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, patience.Token);
        try
        {
            var key = new AskedBy($"callback {CallbackSources.Fingerprint(callback.Id)}", decision.Asked);
            var (_, outcome) = await door.RunAsync(decision.Task, identity, key, either.Token);
            return Say(outcome.Reply?.Text ?? outcome.Error?.Message
                ?? (outcome.State == TaskState.AwaitingReview
                    ? "A reviewer has to look at it first."
                    : "There was no time to translate it."));
        }
        catch (AlreadyAskedException before)
        {
            return Say(before.Task.Result?.Text ?? "This message is being translated already.");
        }
    }

    private static JsonHttpResult<JsonObject> Say(string text) =>
        TypedResults.Json(new JsonObject { ["type"] = "message", ["text"] = text });

    // The mention of the webhook itself stands in every message.
    private static string Plain(JsonElement activity) =>
        activity.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? Mention.Replace(text.GetString()!, "").Replace("&nbsp;", " ", StringComparison.Ordinal).Trim()
            : "";

    [GeneratedRegex("<at>[^<]*</at>", RegexOptions.None, 1000)]
    private static partial Regex Mention { get; }
}
