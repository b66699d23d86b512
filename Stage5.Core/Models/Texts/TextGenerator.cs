using System.Text;
using Microsoft.Extensions.Logging;
using Stage5.Core.Language;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Models.Texts;

/// <summary>Hears a part of an answer while the rest is still being made.</summary>
public delegate ValueTask HearPart(string part, CancellationToken cancellationToken);

/// <summary>
/// One text made by one provider. Placeholders, code, tags, mentions, URLs and addresses come back untouched, each
/// exactly once: that is checked. An answer that fails the check is asked for once more; a translation that fails
/// again is made stretch by stretch, which cannot lose them.
/// </summary>
public sealed partial class TextGenerator(ILogger<TextGenerator> logger)
{
    // Stretch by stretch costs one call each; past this a damaged answer is an error, not a bill.
    private const int StretchesAtMost = 64;

    /// <summary>
    /// What the order needs of whoever does it: an upper bound of all its calls, repair included, which
    /// <see cref="RunAsync"/> keeps.
    /// </summary>
    public static RouteNeeds NeedsOf(TextOrder order)
    {
        var found = ProtectedText.Find(order.Text);
        var asked = found.HasWords ? Asked(order, found).Select(part => part.Trim()).ToArray() : [];
        return new RouteNeeds(order.Source, order.Target,
            InputTokens: asked.Sum(part => WorstCase.InputTokens(
                TextPrompt.For(order, part).Select(message => message.Text))),
            MaxOutputTokens: asked.Sum(part => (long)order.OutputTokens(part)),
            Answers: asked.Length)
        {
            Instructions = order.NeedsInstructions,
        };
    }

    /// <param name="tenant">Whose secret the provider is called with, where it has its own.</param>
    /// <param name="hear">
    /// Told the answer as it comes, where the provider can stream and nothing in the text is protected. Together what it
    /// was told is the reply, but for white space at the end, or the answer was not usable and something else is the reply.
    /// </param>
    /// <exception cref="ModelException">The provider did not give a usable answer.</exception>
    public async Task<ModelReply> RunAsync(
        ModelProvider provider, TextOrder order, string? tenant, CancellationToken cancellationToken,
        HearPart? hear = null)
    {
        var text = ProtectedText.Find(order.Text);
        var streams = text.Spans.Count == 0 && provider.Capabilities.Contains(ModelCapabilities.Streaming);
        var call = new TextCall(provider, order, tenant, cancellationToken) { Hear = streams ? hear : null };
        if (!text.HasWords) return new ModelReply(text.Text, call.Model, null, null, Calls: 0);
        // The engine protects by itself, with blanks of its own format.
        var answer = provider.Kind == ProviderKind.Apertium
            ? await TryAsync(call, text, text.Text, restored => restored)
            : await AskModelAsync(call, text);
        if (answer.Kept) return answer.Reply;
        if (order.Kind != TextKind.Translation) throw Damaged(call, "the answer lost or added protected spans.", answer.Reply);
        return await StretchByStretchAsync(call, text, answer.Reply);
    }

    private async Task<(ModelReply Reply, bool Kept)> AskModelAsync(TextCall call, ProtectedText text)
    {
        var marked = new MarkedText(text);
        var summary = call.Order.Kind == TextKind.Summary;
        var first = await TryAsync(call, text, marked.Text, answer => marked.Restore(answer, complete: !summary));
        if (first.Kept || (text.Spans.Count == 0 && !summary)) return first;
        var again = await TryAsync(call, text, marked.Text, answer => marked.Restore(answer, complete: !summary), first.Reply);
        return again with { Reply = again.Reply.After(first.Reply) };
    }

    private async Task<(ModelReply Reply, bool Kept)> TryAsync(
        TextCall call, ProtectedText text, string asked, Func<string, string?> restore, ModelReply? paid = null)
    {
        var reply = await (paid is null ? call.AskAsync(asked) : call.AskAgainAsync(asked));
        var restored = restore(reply.Text);
        var kept = restored is not null && !call.Repeats(restored)
            && (call.Order.Kind == TextKind.Summary || text.IsKeptIn(restored));
        if (kept) return (reply with { Text = restored! }, true);
        LogSpansLost(logger, call.Provider.Id, reply.Model, text.Spans.Count);
        return (reply, false);
    }

    private static async Task<ModelReply> StretchByStretchAsync(TextCall call, ProtectedText text, ModelReply before)
    {
        var stretches = text.Pieces.Count(IsStretch);
        if (call.Provider.Kind != ProviderKind.Apertium && stretches > StretchesAtMost)
            throw Damaged(call, $"the answer lost protected spans, and {stretches} stretches are too many to repair.", before);

        var result = new StringBuilder();
        var sum = before;
        foreach (var piece in text.Pieces)
        {
            if (!IsStretch(piece))
            {
                result.Append(piece.Text);
                continue;
            }

            var reply = await call.AskAgainAsync(piece.Text);
            if (call.Repeats(reply.Text)) throw Damaged(call, "the answer repeats its context.", sum);
            result.Append(reply.Text);
            sum = reply.After(sum);
        }

        return sum with { Text = result.ToString() };
    }

    /// <summary>Every text a provider may be asked for one order.</summary>
    private static IEnumerable<string> Asked(TextOrder order, ProtectedText text)
    {
        var marked = new MarkedText(text).Text;
        yield return marked;
        if (text.Spans.Count > 0 || order.Kind == TextKind.Summary) yield return marked;
        if (order.Kind != TextKind.Translation) yield break;
        var stretches = text.Pieces.Where(IsStretch).Select(piece => piece.Text).ToArray();
        if (stretches.Length > StretchesAtMost) yield break;
        foreach (var stretch in stretches) yield return stretch;
    }

    private static ModelException Damaged(TextCall call, string message, ModelReply paid) =>
        new(call.Provider.Id, ModelFailure.Damaged, message) { MayHaveCost = paid.Calls > 0 };

    private static bool IsStretch(TextPiece piece) => !piece.Protected && ProtectedText.ContainsLetter(piece.Text);
}
