using Microsoft.Extensions.Options;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Models.Answers;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;
using Stage5.Core.Reviews;
using Stage5.Core.Settings;

namespace Stage5.Core.Turns;

/// <summary>Has one part of a turn made, and keeps account of each call. A part of a long text is tried three times.</summary>
public sealed class PartMaker(
    ModelDispatcher dispatcher, TextGenerator generator, ModelRouter router, GuardPolicies budgets, TimeProvider time,
    Random random, ComplianceGuard compliance, IReviewPolicy reviews, IOptions<TurnOptions> options,
    LiveSettings? settings = null)
{
    private const int TriesOfASegment = 3;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    /// <exception cref="TurnException">Nobody could make it.</exception>
    public async Task MakeAsync(Turn turn, TurnPart part, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var most = part.Target.Parts.Count > 1 ? TriesOfASegment : 1;
        try
        {
            for (var tries = 1; ;)
            {
                if (await TryAsync(turn, part, cancellationToken) is not { } failed) break;
                // An answer that could not be used may be better the next time.
                var passes = failed.Error.Transient || failed.Error.Code == TurnErrorCodes.AnswerUnusable;
                if (!passes || most == 1) throw failed;
                // Who was ill may be well, and the other way about.
                part.Plan = router.Plan(part.Plan!.Context, part.Needs).PricedFor(budgets.For(turn.Request.Tenant));
                // Where nobody had a place, that was no try: the other parts keep them busy.
                var waits = failed.InnerException is DispatchException { Last: null } && part.Plan.Busy;
                if (!waits && tries++ == most) throw failed;
                var pause = failed.Error.RetryAfter > ShortestPause ? failed.Error.RetryAfter : ShortestPause * (1 << tries);
                await Task.Delay(pause * (1 + random.NextDouble()), time, cancellationToken);
            }
        }
        finally
        {
            part.Account!.Close();
            part.Duration = time.GetElapsedTime(started);
        }

        if (part.Ticket is { } ticket)
            await ticket.StoreAsync(Known(part.Served!, part.Reply!), cancellationToken);
    }

    private async Task<TurnException?> TryAsync(Turn turn, TurnPart part, CancellationToken cancellationToken)
    {
        var tenant = turn.Request.Tenant;
        // What a person may still have to decide about is not shown before.
        var streams = options.For(tenant, settings).StreamText && TokenDeltas.MaySpeak(turn, part)
            && !compliance.MayAskForReview(tenant) && !reviews.MayHold(turn);
        var deltas = streams ? new TokenDeltas(turn, part, compliance, time) : null;
        var observer = new PartObserver(turn, part, deltas);
        try
        {
            var answer = await dispatcher.RunAsync(
                part.Plan!,
                (target, stop) => generator.RunAsync(target.Provider, part.Order, tenant, stop, deltas?.Begin()),
                observer,
                cancellationToken);
            answer.Call.Succeeded();
            if (part.Order.Kind == TextKind.Translation && answer.Value is { Calls: > 0, Tokens: { } tokens })
                answer.Call.Counted(part.Order.Text.Length, tokens);
            (part.Served, part.Reply) = (answer.Served, answer.Value);
            part.Plan = part.Plan! with { Candidates = answer.Candidates };
            part.Account!.Answered(answer.Tries[^1], answer.Served, answer.Value, budgets.For(tenant));
            if (deltas is not null) await deltas.EndAsync(answer.Served, answer.Value.Text, cancellationToken);
            return null;
        }
        catch (DispatchException e)
        {
            part.Plan = part.Plan! with { Candidates = e.Candidates };
            // Where nobody was asked because it may not be paid, that is the reason.
            return new TurnException(
                e.Last is null && observer.Denial is { } denial ? TurnErrors.Of(denial) : TurnErrors.Of(e), e);
        }
    }

    private static CachedAnswer Known(RouteTarget served, ModelReply reply) =>
        new(reply.Text, served.Provider.Id, reply.Model, reply.InputTokens, reply.OutputTokens);
}
