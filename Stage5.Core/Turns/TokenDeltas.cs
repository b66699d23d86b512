using System.Text;
using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;

namespace Stage5.Core.Turns;

/// <summary>
/// Says a text as its model makes it, in pieces at most twenty a second. What has been said since the run began, or
/// since the last <c>model_fallback</c>, is the beginning of the text, and at the end the text.
/// </summary>
internal sealed class TokenDeltas(Turn turn, TurnPart part, ComplianceGuard compliance, TimeProvider time)
{
    // Eighteen or nineteen a second, and the rest at the end.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(55);

    private Saying? _current;
    private long? _at;

    /// <summary>Something was said of the answer that was asked for last.</summary>
    public bool Spoke => _current is { Said.Length: > 0 };

    /// <summary>
    /// Whether nothing comes after the model that may change the text: other parts, terms of the glossary, or a check
    /// for sentences of the context. What policy takes out or puts back, it does here as it does there.
    /// </summary>
    public static bool MaySpeak(Turn turn, TurnPart part) =>
        turn.Targets is [{ Terms: null, Parts.Count: 1 }] && turn.Question is null && part.Order.Context is null;

    /// <summary>A model is asked: what comes is said anew.</summary>
    public HearPart Begin()
    {
        var saying = new Saying(Filter());
        _current = saying;
        // One that was given up may go on for a moment.
        return (text, stop) => saying == _current && !stop.IsCancellationRequested
            ? HearAsync(saying, text, stop)
            : ValueTask.CompletedTask;
    }

    /// <summary>Says what is left of the answer. Nothing of one that did not come in parts.</summary>
    public async Task EndAsync(RouteTarget served, string answer, CancellationToken cancellationToken)
    {
        if (_current is not { Heard: true } saying) return;
        _current = null;
        if (Whole(answer) is not { } whole) return;
        var said = saying.Said.ToString();
        if (!whole.StartsWith(said, StringComparison.Ordinal))
        {
            await turn.EmitAsync(TaskEventTypes.ModelFallback, TakenBack(served), cancellationToken);
            said = "";
        }

        if (whole.Length > said.Length) await SayAsync(whole[said.Length..], cancellationToken);
    }

    private async ValueTask HearAsync(Saying saying, string text, CancellationToken cancellationToken)
    {
        saying.Heard = true;
        if (saying.Refused) return;
        try
        {
            saying.Waiting.Append(saying.Filter.Push(text));
        }
        catch (ComplianceException)
        {
            // Refine will say so of the whole text.
            saying.Refused = true;
            return;
        }

        if (saying.Waiting.Length == 0 || (_at is { } at && time.GetElapsedTime(at) < Between)) return;
        var piece = saying.Waiting.ToString();
        saying.Waiting.Clear();
        saying.Said.Append(piece);
        await SayAsync(piece, cancellationToken);
    }

    private Task SayAsync(string piece, CancellationToken cancellationToken)
    {
        _at = time.GetTimestamp();
        return turn.EmitAsync(TaskEventTypes.TokenDelta, new JsonObject
        {
            ["language"] = part.Target.Language?.Value,
            ["text"] = piece,
        }, cancellationToken);
    }

    /// <summary>The text as Refine will make it; null where it may not leave.</summary>
    private string? Whole(string answer)
    {
        try
        {
            var filter = Filter();
            var first = filter.Push(answer);
            return first + filter.Flush();
        }
        catch (ComplianceException)
        {
            return null;
        }
    }

    private JsonObject TakenBack(RouteTarget served) => new()
    {
        ["language"] = part.Target.Language?.Value,
        ["segment"] = part.Number,
        ["from"] = served.Provider.Id,
        ["to"] = served.Provider.Id,
        ["model"] = served.Model,
        ["reason"] = "Its first answer could not be used as it was.",
    };

    private ITextFilter Filter() => compliance.FilterAnswer(turn.Request.Tenant, turn.Redactions);

    /// <summary>What one model says.</summary>
    private sealed class Saying(ITextFilter filter)
    {
        public ITextFilter Filter => filter;

        public StringBuilder Said { get; } = new();

        public StringBuilder Waiting { get; } = new();

        public bool Heard { get; set; }

        public bool Refused { get; set; }
    }
}
