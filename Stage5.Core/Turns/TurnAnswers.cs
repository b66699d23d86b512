using System.Globalization;
using Stage5.Core.Models.Answers;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>Looks for each part whether its answer is known, or about to be: then nobody is asked twice.</summary>
public sealed class TurnAnswers(AnswerCache cache, RoutingPolicies policies, ModelRouter models, TimeProvider time)
{
    // Of the time a turn has left: who waits longer for another's answer asks by itself.
    private const int ShareWaited = 3;

    private readonly string _models = string.Join('\n', models.Providers.Select(one => $"{one.Id} {one.Kind} {one.Model}"));

    public async Task FindAsync(Turn turn, CancellationToken cancellationToken)
    {
        // In the order of their keys: two turns that wait for each other's parts would wait for ever.
        var asked = turn.Parts.Where(part => part.IsOpen)
            .GroupBy(part => KeyOf(turn, part)).OrderBy(same => same.Key.Value, StringComparer.Ordinal);
        foreach (var same in asked.ToArray())
        {
            var first = same.First();
            first.Key = same.Key;
            first.Ticket = await EnterAsync(turn, same.Key, cancellationToken);
            foreach (var other in same.Skip(1)) other.Twin = first;
        }
    }

    /// <summary>Answers that this turn could not use are nobody's: the next one asks anew.</summary>
    public async Task ForgetAsync(Turn turn, TurnTarget target)
    {
        foreach (var part in target.Parts.Where(part => part.Key is not null))
            await cache.ForgetAsync(turn.Request.Tenant, part.Key!);
    }

    /// <summary>Lets others look for the answers that this turn did not find.</summary>
    public static async ValueTask CloseAsync(Turn turn)
    {
        foreach (var part in turn.Targets.SelectMany(target => target.Parts))
        {
            if (part.Ticket is { } ticket) await ticket.DisposeAsync();
        }
    }

    private async Task<AnswerTicket?> EnterAsync(Turn turn, AnswerKey key, CancellationToken cancellationToken)
    {
        var left = turn.Deadline!.Value - time.GetUtcNow();
        using var enough = new CancellationTokenSource(left > TimeSpan.Zero ? left / ShareWaited : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough.Token);
        try
        {
            return await cache.EnterAsync(turn.Request.Tenant, key, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private AnswerKey KeyOf(Turn turn, TurnPart part)
    {
        var (order, profile) = (part.Order, turn.Profile!);
        return AnswerKey.Of(
            ("kind", order.Kind.ToString()),
            ("text", order.Text),
            ("source", order.Source?.Value ?? ""),
            ("target", order.Target?.Value ?? ""),
            ("tone", order.Tone ?? ""),
            ("avoid", string.Join('\n', order.Avoid)),
            ("context", order.Context ?? ""),
            ("sentences", order.MaxSentences?.ToString(CultureInfo.InvariantCulture) ?? ""),
            ("glossary", part.Target.Terms?.Plan.Version ?? ""),
            ("profile", $"{profile.Mode} {profile.Profile}"),
            ("model", profile.Routing.Model ?? ""),
            ("models", _models),
            ("policy", policies.For(turn.Request.Tenant, order.Operation).Fingerprint));
    }
}
