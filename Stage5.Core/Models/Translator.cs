using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Stage5.Core.Language;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Wires;

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

    /// <summary>
    /// What a translation of this text needs of whoever does it: an upper bound of all its calls, repair included,
    /// which <see cref="TranslateAsync(ModelProvider,string,string,string,string?,CancellationToken)"/> keeps.
    /// </summary>
    /// <exception cref="FormatException">A language is not a BCP 47 tag.</exception>
    public static RouteNeeds NeedsOf(string text, string source, string target)
    {
        var (from, to) = (LanguageTag.Parse(source), LanguageTag.Parse(target));
        var found = ProtectedText.Find(text);
        if (!found.HasWords) return new RouteNeeds(from, to, InputTokens: 0, MaxOutputTokens: 0, Answers: 0);

        var stretches = found.Pieces.Where(IsStretch).Select(piece => piece.Text).ToArray();
        string[] asked = [new MarkedText(found).Text, .. stretches.Length > StretchesAtMost ? [] : stretches];
        return new RouteNeeds(from, to,
            InputTokens: asked.Sum(part => InputTokens(part.Trim(), from, to)),
            MaxOutputTokens: asked.Sum(part => OutputTokens(part.Trim())),
            Answers: asked.Length);
    }

    /// <exception cref="ModelException">The provider did not give a usable answer.</exception>
    /// <exception cref="FormatException">A language is not a BCP 47 tag.</exception>
    public Task<ModelReply> TranslateAsync(
        ModelProvider provider, string text, string source, string target, CancellationToken cancellationToken) =>
        TranslateAsync(provider, text, source, target, tenant: null, cancellationToken);

    /// <param name="tenant">Whose secret the provider is called with, where it has its own.</param>
    /// <exception cref="ModelException">The provider did not give a usable answer.</exception>
    /// <exception cref="FormatException">A language is not a BCP 47 tag.</exception>
    public async Task<ModelReply> TranslateAsync(
        ModelProvider provider,
        string text,
        string source,
        string target,
        string? tenant,
        CancellationToken cancellationToken)
    {
        var call = new Call(
            provider, LanguageTag.Parse(source), LanguageTag.Parse(target), tenant, cancellationToken);
        return await TranslateAsync(call, ProtectedText.Find(text));
    }

    private async Task<ModelReply> TranslateAsync(Call call, ProtectedText text)
    {
        if (!text.HasWords) return new ModelReply(text.Text, call.Model, null, null, Calls: 0);

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
        var sum = first;
        foreach (var piece in text.Pieces)
        {
            if (!IsStretch(piece))
            {
                result.Append(piece.Text);
                continue;
            }

            var reply = await AskAsync(call, piece.Text);
            result.Append(reply.Text);
            sum = Sum(sum, reply);
        }

        return sum with { Text = result.ToString() };
    }

    private static ModelReply Sum(ModelReply one, ModelReply other) => one with
    {
        InputTokens = one.InputTokens + other.InputTokens,
        OutputTokens = one.OutputTokens + other.OutputTokens,
        CachedInputTokens = one.CachedInputTokens is null && other.CachedInputTokens is null
            ? null
            : (one.CachedInputTokens ?? 0) + (other.CachedInputTokens ?? 0),
        Calls = one.Calls + other.Calls,
    };

    private static long InputTokens(string text, LanguageTag source, LanguageTag target) =>
        WorstCase.InputTokens(TranslationPrompt.For(text, source, target).Select(message => message.Text));

    /// <summary>
    /// What an answer is allowed: four times the bytes is more than any script needs for what another says in one.
    /// </summary>
    private static int OutputTokens(string text) =>
        (int)Math.Min(int.MaxValue, 4 * WorstCase.TokensOf(text) + 256);

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
            MaxOutputTokens = (int)Math.Min(OutputTokens(core), call.Provider.MaxOutputTokens ?? int.MaxValue),
            AdditionalProperties = call.Tenant is null ? null : new() { [CallTenant.Property] = call.Tenant },
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
            response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount,
            response.Usage?.CachedInputTokenCount);
    }

    private sealed record Call(
        ModelProvider Provider,
        LanguageTag Source,
        LanguageTag Target,
        string? Tenant,
        CancellationToken CancellationToken)
    {
        public IChatClient Client { get; } = Provider.Client ?? throw new ModelException(
            Provider.Id, ModelFailure.Configuration, Provider.UnusableReason ?? "is not usable.");

        public string Model => Provider.ModelFor(Source, Target) ?? Provider.Model;
    }
}
