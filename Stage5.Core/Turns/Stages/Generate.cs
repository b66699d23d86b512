using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Settings;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 7 · Has each part made by the first provider of its plan that can answer, several at once. A language that fails
/// is given up by itself; the turn fails when none is left.
/// </summary>
public sealed class Generate(
    PartMaker maker, IOptions<TurnOptions> options, TimeProvider time, LiveSettings? settings = null) : ITurnStage
{
    // What Refine needs at most of a turn's time, which is little.
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(1);

    public int Number => 7;

    public string Name => "generate";

    public string? SkipReason(Turn turn) => !turn.Parts.Any(part => part.IsOpen)
        ? "every answer was known or is the text itself"
        : null;

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var targets = turn.Targets.Where(target => target.Error is null).ToArray();
        using var places = new SemaphoreSlim(options.For(turn.Request.Tenant, settings).Parallel);
        using var late = new CancellationTokenSource(LeftFor(turn), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        await Task.WhenAll(targets.Select(target => MakeAsync(turn, target, places, either.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var target in targets.Where(target => target.Error is null && target.Parts.Any(part => part.Answer is null)))
        {
            target.Error = TurnErrors.Late(turn);
            await GiveUpAsync(target);
        }
        if (turn.Targets.All(target => target.Error is not null))
            throw new TurnException(turn.Targets.Select(target => target.Error!).OrderByDescending(Says).First());
    }

    private async Task MakeAsync(Turn turn, TurnTarget target, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        // One part that fails ends its language: what the others would cost is not spent.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(target.Parts.Where(part => part.Twin is null).Select(async part =>
        {
            try
            {
                await places.WaitAsync(stop.Token);
                try
                {
                    if (part.IsOpen) await maker.MakeAsync(turn, part, stop.Token);
                }
                finally
                {
                    places.Release();
                }

                await SayAsync(turn, part, "completed", cancellationToken);
            }
            catch (TurnException e)
            {
                target.Error ??= e.Error;
                await SayAsync(turn, part, "failed", CancellationToken.None);
                await stop.CancelAsync();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Another part failed, or the whole turn stops: the caller of this method knows which.
            }
        }));
        if (target.Error is not null)
        {
            await GiveUpAsync(target);
            return;
        }

        if (cancellationToken.IsCancellationRequested) return;
        foreach (var twin in target.Parts.Where(part => part.Twin is not null))
            await SayAsync(turn, twin, "completed", cancellationToken);
    }

    // One language that is slow is not to take the others with it: it is given up a moment before the whole turn is.
    private TimeSpan LeftFor(Turn turn)
    {
        var left = turn.Deadline!.Value - time.GetUtcNow();
        var before = left / 10 < Afterwards ? left / 10 : Afterwards;
        return left > TimeSpan.Zero ? left - before : TimeSpan.Zero;
    }

    // Others may look for what this language did not come to.
    private static async Task GiveUpAsync(TurnTarget target)
    {
        foreach (var part in target.Parts.Where(part => part.Ticket is not null)) await part.Ticket!.DisposeAsync();
    }

    private static Task SayAsync(Turn turn, TurnPart part, string status, CancellationToken cancellationToken) =>
        part.Target.Parts.Count == 1 ? Task.CompletedTask : turn.EmitAsync(TaskEventTypes.SegmentCompleted, new JsonObject
        {
            ["language"] = part.Target.Language?.Value,
            ["segment"] = part.Number,
            ["segments"] = part.Target.Parts.Count,
            ["status"] = status,
            ["provider"] = part.Known?.Provider ?? part.Served?.Provider.Id,
            ["cached"] = !part.IsOpen,
            ["duration_ms"] = Math.Round(part.Duration.TotalMilliseconds, 3),
        }, cancellationToken);

    // What may pass is worth another attempt; what was asked for wrongly is not.
    private static bool Says(TurnError error) => error.Transient;
}
