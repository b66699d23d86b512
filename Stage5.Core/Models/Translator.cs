using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Stage5.Core.Language;

namespace Stage5.Core.Models;

/// <summary>
/// One translation by one provider. Placeholders, code, tags, mentions, URLs and addresses come back untouched,
/// each exactly once: that is checked, and where an answer fails the check the text between them is translated
/// stretch by stretch, which cannot lose them.
/// </summary>
public sealed partial class Translator(ILogger<Translator> logger)
{
    // Stretch by stretch costs one call each; past this a damaged answer is an error, not a bill.
    private const int StretchesAtMost = 64;

    /// <exception cref="ModelException">The provider did not give a usable answer.</exception>
    /// <exception cref="FormatException">A language is not a BCP 47 tag.</exception>
    public async Task<ModelReply> TranslateAsync(
        ModelProvider provider, string text, string source, string target, CancellationToken cancellationToken)
    {
        var call = new Call(provider, LanguageTag.Parse(source), LanguageTag.Parse(target), cancellationToken);
        return await TranslateAsync(call, ProtectedText.Find(text));
    }

    private async Task<ModelReply> TranslateAsync(Call call, ProtectedText text)
    {
        if (!text.HasWords) return new ModelReply(text.Text, call.Model, null, null);

        ModelReply first;
        string? restored;
        if (call.Provider.Kind == ProviderKind.Apertium)
        {
            // The engine protects by itself, with blanks of its own format.
            first = await AskAsync(call, text.Text);
            restored = first.Text;
        }
        else
        {
            var marked = new MarkedText(text);
            first = await AskAsync(call, marked.Text);
            restored = marked.Restore(first.Text);
        }

        if (restored is not null && text.IsKeptIn(restored)) return first with { Text = restored };
        LogSpansLost(logger, call.Provider.Id, first.Model, text.Spans.Count);
        return await StretchByStretchAsync(call, text, first);
    }

    private static async Task<ModelReply> StretchByStretchAsync(Call call, ProtectedText text, ModelReply first)
    {
        var stretches = text.Pieces.Count(IsStretch);
        if (call.Provider.Kind != ProviderKind.Apertium && stretches > StretchesAtMost)
            throw new ModelException(call.Provider.Id, ModelFailure.Damaged,
                $"the answer lost protected spans, and {stretches} stretches are too many to repair.");

        var result = new StringBuilder();
        var (input, output) = (first.InputTokens, first.OutputTokens);
        foreach (var piece in text.Pieces)
        {
            if (!IsStretch(piece))
            {
                result.Append(piece.Text);
                continue;
            }

            var reply = await AskAsync(call, piece.Text);
            result.Append(reply.Text);
            (input, output) = (input + reply.InputTokens, output + reply.OutputTokens);
        }

        return first with { Text = result.ToString(), InputTokens = input, OutputTokens = output };
    }

    private static bool IsStretch(TextPiece piece) => !piece.Protected && ProtectedText.ContainsLetter(piece.Text);

    /// <summary>White space around the text is the caller's; no model is trusted with it.</summary>
    private static async Task<ModelReply> AskAsync(Call call, string text)
    {
        var core = text.Trim();
        var lead = text[..text.IndexOf(core, StringComparison.Ordinal)];
        var tail = text[(lead.Length + core.Length)..];
        var options = new TranslationOptions
        {
            SourceLanguage = call.Source.Value,
            TargetLanguage = call.Target.Value,
        };
        var messages = TranslationPrompt.For(core, call.Source, call.Target);
        var response = await call.Client.GetResponseAsync(messages, options, call.CancellationToken);
        var answer = response.Text.Trim();
        if (response.FinishReason == ChatFinishReason.Length)
            throw new ModelException(call.Provider.Id, ModelFailure.Truncated, "the answer was cut at its limit.");
        if (response.FinishReason == ChatFinishReason.ContentFilter)
            throw new ModelException(call.Provider.Id, ModelFailure.Refused, "the content was refused.");
        if (answer.Length == 0)
            throw new ModelException(call.Provider.Id, ModelFailure.Damaged, "the answer is empty.");
        return new ModelReply(lead + answer + tail, response.ModelId ?? call.Model,
            response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);
    }

    private sealed record Call(
        ModelProvider Provider, LanguageTag Source, LanguageTag Target, CancellationToken CancellationToken)
    {
        public IChatClient Client { get; } = Provider.Client ?? throw new ModelException(
            Provider.Id, ModelFailure.Configuration, Provider.UnusableReason ?? "is not usable.");

        public string Model => Provider.ModelFor(Source, Target) ?? Provider.Model;
    }
}
