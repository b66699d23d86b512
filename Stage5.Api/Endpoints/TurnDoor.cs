using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Turns;

namespace Stage5.Api.Endpoints;

/// <summary>What is asked of a turn before it becomes a task: is it a message, and may its caller send one now?</summary>
internal sealed class TurnDoor(TurnGuard guard)
{
    /// <returns>The refusal, or null to go on; writes the <c>RateLimit</c> headers either way.</returns>
    public async Task<IResult?> RefuseAsync(
        TaskRequest task, Identity identity, HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            TurnPipeline.CheckAtTheDoor(task);
        }
        catch (TurnException refused)
        {
            return refused.Error.ToResult(http);
        }

        var needs = Translator.NeedsOf(task.Text, task.SourceLanguage!, task.TargetLanguage);
        var subject = new GuardSubject(identity.Tenant, identity.User, identity.TokenId, task.ConversationId);
        var traffic = task.Lane == Lanes.Batch ? TrafficClass.Batch : TrafficClass.Live;
        var admission = await guard.CountAsync(
            new AdmitRequest(subject, traffic) { Tokens = needs.InputTokens!.Value + needs.MaxOutputTokens!.Value },
            cancellationToken);
        if (admission.Denial is { } denial) return denial.ToResult(admission.Rate, http);
        RateHeaders.Write(http.Response, admission.Rate);
        return null;
    }
}
