namespace Stage5.Core.Models.Answers;
public sealed record CachedAnswer(string Text, string Provider, string Model, long? InputTokens, long? OutputTokens);
public sealed record AnswerKey(string Value) { public static AnswerKey Of(params (string Name, string Value)[] parts) => new(string.Join("\u0001", parts)); }
public sealed class AnswerTicket : IAsyncDisposable
{
    public CachedAnswer? Hit { get; init; }
    public bool Waited { get; init; }
    public Task StoreAsync(CachedAnswer answer, CancellationToken ct) => Task.CompletedTask;
    public ValueTask DisposeAsync() => default;
}
public sealed class AnswerCache { public Task<AnswerTicket> EnterAsync(string tenant, AnswerKey key, CancellationToken ct) => Task.FromResult(new AnswerTicket()); }
