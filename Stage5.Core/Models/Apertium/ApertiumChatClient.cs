using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Stage5.Core.Language;

namespace Stage5.Core.Models.Apertium;

/// <summary>
/// Apertium as a chat client that only translates: it takes the last user message and answers with its translation
/// between the languages of the <see cref="TranslationOptions"/>. It counts no tokens and invents none.
/// </summary>
internal sealed class ApertiumChatClient : IChatClient
{
    private readonly string _provider;
    private readonly Dictionary<LanguagePair, (ApertiumMode Mode, ApertiumPool Pool)> _pools;
    private readonly HashSet<LanguagePair> _pairs;
    private readonly ITimer _sweeper;

    public ApertiumChatClient(
        string provider,
        IEnumerable<ApertiumMode> modes,
        ApertiumLimits limits,
        TimeProvider time,
        ILogger<ApertiumChatClient> logger)
    {
        _provider = provider;
        _pools = modes.ToDictionary(
            mode => mode.Pair, mode => (mode, new ApertiumPool(provider, mode, limits, time, logger)));
        _pairs = [.. _pools.Keys];
        _sweeper = time.CreateTimer(_ => Sweep(), null, limits.Idle / 4, limits.Idle / 4);
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var text = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        var (mode, pool) = PoolFor(options as TranslationOptions);
        var units = new ApertiumText(ProtectedText.Find(text));
        var translation = await TranslateAsync(pool, units, cancellationToken);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, translation))
        {
            ModelId = mode.Name,
            FinishReason = ChatFinishReason.Stop,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var (_, pool) in _pools.Values) pool.Dispose();
    }

    /// <summary>The processes now waiting for work; tests end some of them.</summary>
    internal IEnumerable<int> IdleProcessIds => _pools.Values.SelectMany(entry => entry.Pool.IdleProcessIds);

    private async Task<string> TranslateAsync(
        ApertiumPool pool, ApertiumText text, CancellationToken cancellationToken)
    {
        if (text.Units.Count == 0) return text.Assemble([]);
        var answers = await pool.RunAsync([.. text.Units.Select(unit => unit.Encode())], cancellationToken);
        var translations = new string[answers.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            translations[i] = text.Units[i].Decode(answers[i])
                ?? await TranslateWordsAsync(pool, text.Units[i], cancellationToken);
        }

        return text.Assemble(translations);
    }

    /// <summary>
    /// For a unit whose blanks did not come through: the words between them, each stretch by itself.
    /// </summary>
    private async Task<string> TranslateWordsAsync(
        ApertiumPool pool, ApertiumUnit unit, CancellationToken cancellationToken)
    {
        var stretches = unit.Pieces
            .Select(piece => new ApertiumText(ProtectedText.Whole(piece))).ToArray();
        var requests = stretches.SelectMany(stretch => stretch.Units).ToArray();
        var answers = await pool.RunAsync([.. requests.Select(request => request.Encode())], cancellationToken);
        var translations = new Queue<string>(answers.Select((answer, i) => requests[i].Decode(answer)
            ?? throw new ModelException(_provider, ModelFailure.Damaged, "the engine's answer is not readable.")));
        return string.Concat(stretches.Select(
            stretch => stretch.Assemble([.. stretch.Units.Select(_ => translations.Dequeue())])));
    }

    private void Sweep()
    {
        foreach (var (_, pool) in _pools.Values) pool.Sweep();
    }

    private (ApertiumMode Mode, ApertiumPool Pool) PoolFor(TranslationOptions? options)
    {
        if (options is null)
            throw new ModelException(_provider, ModelFailure.Caller, "only translates; it was asked for a chat.");
        var pair = LanguagePair.Serving(
            _pairs, LanguageTag.Parse(options.SourceLanguage), LanguageTag.Parse(options.TargetLanguage));
        return pair is not null ? _pools[pair] : throw new ModelException(_provider, ModelFailure.Caller,
            $"has no pair {options.SourceLanguage}→{options.TargetLanguage}.");
    }
}
