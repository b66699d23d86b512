using Stage5.Core.Guards;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 1 · May this message enter, and is there a place for it? Who sent it and how often they may was settled at the
/// door: the request carries it.
/// </summary>
public sealed class Admit(TurnGuard guard, TurnChecks checks) : ITurnStage
{
    public int Number => 1;

    public string Name => "admit";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        checks.Check(turn.Request.Tenant, turn.Request.Task);
        var request = new AdmitRequest(turn.Request.Subject, turn.Request.Class) { CountRate = false };
        var admission = await guard.AdmitAsync(request, cancellationToken);
        // A turn that found no place has not begun: it waits, and that is no attempt.
        turn.Hold = admission.Hold
            ?? throw new TurnException(TurnErrors.Of(admission.Denial!) with { Transient = true, Uncounted = true });
    }
}
