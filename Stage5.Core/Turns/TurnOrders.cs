using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Language.Segmentation;
using Stage5.Core.Models.Texts;

namespace Stage5.Core.Turns;

/// <summary>Writes down what models are asked: for each language the text, its terms replaced, in segments.</summary>
public sealed class TurnOrders(Tones tones)
{
    public void Write(Turn turn)
    {
        foreach (var target in turn.Targets.Where(target => target.Error is null))
            target.Parts = [.. Texts(turn, target).Select((text, i) => Part(turn, target, i + 1, text))];
    }

    // A summary is made of the whole: of each segment by itself it would say too much.
    private static IReadOnlyList<string> Texts(Turn turn, TurnTarget target)
    {
        var text = ProtectedText.Find(target.Terms?.Tokens.Text ?? turn.Prompt!.Text).Text;
        return turn.Request.Task.Kind == TaskKinds.Summarize ? [text] : TextSegments.Split(text, Limits.SegmentLength);
    }

    // A reply in the language it was written in, with no tone asked for, is sent as it is.
    private TurnPart Part(Turn turn, TurnTarget target, int number, string text)
    {
        var order = Order(turn, target, text);
        return new TurnPart(target, number, order) { Stands = order is { Kind: TextKind.Rewriting, Tone: null } };
    }

    private TextOrder Order(Turn turn, TurnTarget target, string text)
    {
        var task = turn.Request.Task;
        return new TextOrder(KindOf(turn, target), text)
        {
            Source = turn.Source,
            Target = target.Language,
            Tone = task.Tone is { } name ? tones.InstructionFor(turn.Request.Tenant, name) : null,
            Context = turn.Context?.Text,
            Avoid = [.. (target.Terms?.Plan.Banned ?? []).Select(word => word.Term)],
            MaxSentences = task.MaxSentences,
        };
    }

    // A reply in the language it was written in is only made to sound as asked.
    private static TextKind KindOf(Turn turn, TurnTarget target) => turn.Request.Task.Kind switch
    {
        TaskKinds.Summarize => TextKind.Summary,
        TaskKinds.Rewrite => TextKind.Rewriting,
        _ when target.Language == turn.Source => TextKind.Rewriting,
        _ => TextKind.Translation,
    };
}
