using Microsoft.Extensions.AI;
using Stage5.Core.Models.Wires;

namespace Stage5.Core.Models.Texts;

/// <summary>The calls of one order to one provider.</summary>
internal sealed class TextCall
{
    // A shorter line of the context may stand in an answer by chance.
    private const int RepetitionFrom = 24;
    private const int LongestAuthor = 64;
    private static readonly char[] SentenceEnds = ['\n', '.', '!', '?', '。', '！', '？'];

    private readonly IChatClient _client;
    private readonly string? _tenant;
    private readonly CancellationToken _cancellationToken;

    public TextCall(ModelProvider provider, TextOrder order, string? tenant, CancellationToken cancellationToken)
    {
        (Provider, Order, _tenant, _cancellationToken) = (provider, order, tenant, cancellationToken);
        _client = provider.Client ?? throw new ModelException(
            provider.Id, ModelFailure.Configuration, provider.UnusableReason ?? "is not usable.");
        Model = order is { Kind: TextKind.Translation, Source: { } source, Target: { } target }
            ? provider.ModelFor(source, target) ?? provider.Model
            : provider.Model;
    }

    public ModelProvider Provider { get; }

    public TextOrder Order { get; }

    /// <summary>Told the first answer as it comes; null has it come whole.</summary>
    public HearPart? Hear { get; init; }

    public string Model { get; }

    /// <summary>True when an answer says a sentence of the context that the text does not have.</summary>
    public bool Repeats(string answer) => Order.Context is { } context && context.Split(SentenceEnds)
        .Select(Said)
        .Any(said => said.Length >= RepetitionFrom && answer.Contains(said, StringComparison.Ordinal)
            && !Order.Text.Contains(said, StringComparison.Ordinal));

    // Less who said it: an answer may repeat the words alone.
    private static string Said(string sentence)
    {
        var author = sentence.IndexOf(": ", StringComparison.Ordinal);
        return (author is >= 0 and < LongestAuthor ? sentence[(author + 2)..] : sentence).Trim();
    }

    /// <summary>White space around the text is the caller's; no model is trusted with it.</summary>
    public Task<ModelReply> AskAsync(string text) => AskAsync(text, Hear);

    private async Task<ModelReply> AskAsync(string text, HearPart? hear)
    {
        var core = text.Trim();
        var lead = text[..text.IndexOf(core, StringComparison.Ordinal)];
        var tail = text[(lead.Length + core.Length)..];
        var prompt = TextPrompt.For(Order, core);
        var response = hear is null
            ? await _client.GetResponseAsync(prompt, Options(core), _cancellationToken)
            : await StreamAsync(_client.GetStreamingResponseAsync(prompt, Options(core), _cancellationToken), lead, hear);
        var answer = response.Text.Trim();
        if (response.FinishReason == ChatFinishReason.Length)
            throw new ModelException(Provider.Id, ModelFailure.Truncated, "the answer was cut at its limit.");
        if (response.FinishReason == ChatFinishReason.ContentFilter)
            throw new ModelException(Provider.Id, ModelFailure.Refused, "the content was refused.");
        if (answer.Length == 0)
            throw new ModelException(Provider.Id, ModelFailure.Damaged, "the answer is empty.");
        return new ModelReply(lead + answer + tail, response.ModelId ?? Model,
            response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount,
            response.Usage?.CachedInputTokenCount);
    }

    /// <summary>A further call after one that was answered: whatever this one costs, that one has to be paid.</summary>
    public async Task<ModelReply> AskAgainAsync(string text)
    {
        try
        {
            return await AskAsync(text, hear: null);
        }
        catch (ModelException e) when (!e.MayHaveCost)
        {
            throw new ModelException(e.Provider, e.Failure, "the repair of a damaged answer failed.", e.RetryAfter, e)
            {
                MayHaveCost = true,
            };
        }
    }

    // White space is told when a word follows it: at the end it is not the model's to decide.
    private async Task<ChatResponse> StreamAsync(
        IAsyncEnumerable<ChatResponseUpdate> answer, string lead, HearPart hear)
    {
        var (updates, held, told) = (new List<ChatResponseUpdate>(), "", false);
        await foreach (var update in answer)
        {
            updates.Add(update);
            held += update.Text;
            var end = held.TrimEnd().Length;
            if (end == 0) continue;
            await hear(told ? held[..end] : lead + held[..end].TrimStart(), _cancellationToken);
            (held, told) = (held[end..], true);
        }

        return updates.ToChatResponse();
    }

    private ChatOptions Options(string text)
    {
        var most = (int)Math.Min(Order.OutputTokens(text), Provider.MaxOutputTokens ?? int.MaxValue);
        var more = _tenant is null ? null : new AdditionalPropertiesDictionary { [CallTenant.Property] = _tenant };
        return Order is { Kind: TextKind.Translation, Source: { } source, Target: { } target }
            ? new TranslationOptions
            {
                SourceLanguage = source.Value,
                TargetLanguage = target.Value,
                MaxOutputTokens = most,
                AdditionalProperties = more,
            }
            : new ChatOptions { MaxOutputTokens = most, AdditionalProperties = more };
    }
}
