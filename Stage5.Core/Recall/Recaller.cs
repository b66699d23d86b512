using Microsoft.Extensions.Options;
using Stage5.Core.Guards;
using Stage5.Core.Recall.Embeddings;
using Stage5.Core.Recall.Lexical;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall;

/// <summary>
/// Finds what a conversation holds on a question. Texts only ever come from the index of that one conversation,
/// whatever a vector store says.
/// </summary>
public sealed class Recaller
{
    private const int Candidates = 50;
    private const int LongestQuestion = 4_000;

    private readonly RoomIndexes _rooms;
    private readonly Embedder _embedder;
    private readonly IVectorStore _vectors;
    private readonly RecallOptions _options;
    private readonly TimeProvider _time;

    internal Recaller(
        RoomIndexes rooms, Embedder embedder, IVectorStore vectors, IOptions<RecallOptions> options,
        TimeProvider time) =>
        (_rooms, _embedder, _vectors, _options, _time) = (rooms, embedder, vectors, options.Value, time);

    /// <exception cref="ArgumentException">Tenant or conversation have an id that cannot be one.</exception>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<RecalledContext> RecallAsync(RecallQuery query, CancellationToken ct)
    {
        var room = RecallRoom.Of(query.Tenant, query.ConversationId);
        if (query.TokenBudget <= 0) return Nothing("the token budget is 0");
        if (string.IsNullOrWhiteSpace(query.Text)) return Nothing("nothing was asked");
        if (query.Text.Length > LongestQuestion) query = query with { Text = query.Text[..LongestQuestion] };

        VectorGeneration? active;
        using (var held = await _rooms.HoldAsync(room, ct))
        {
            if (held.Index.IsEmpty) return Nothing("nothing is remembered of this conversation");
            active = held.Active;
            // Without vectors this one look is all there is to do.
            if (active is null)
                return Pack(Words(held.Index, query), query) with { Reason = WhyNoIndex(query.Tenant) };
        }

        var question = await QuestionAsync(query, active, ct);
        using (var held = await _rooms.HoldAsync(room, ct))
        {
            if (held.Index.IsEmpty) return Nothing("nothing is remembered of this conversation");
            var (near, reason) = await NearestAsync(room, held, query, question, active, ct);
            var words = Words(held.Index, query);
            return near is null
                ? Pack(words, query) with { Reason = reason, Spends = question.Spends }
                : Pack(Fusion.Fuse(words.Select(word => word.Passage), near), query) with
                {
                    Method = RecalledContext.Hybrid,
                    Spends = question.Spends,
                };
        }
    }

    /// <summary>
    /// How a question of this tenant is answered: by words and vectors, or by words alone and why.
    /// </summary>
    public (string Method, string? Reason) MethodFor(string tenant) =>
        _embedder.Wanted(tenant) is { Model: null, Reason: { } reason }
            ? (RecalledContext.Lexical, reason)
            : (RecalledContext.Hybrid, null);

    private static RecalledContext Nothing(string reason) => new() { Reason = reason };

    private string WhyNoIndex(string tenant) =>
        _embedder.Wanted(tenant).Reason ?? "the index of vectors is not built yet";

    private List<(Passage Passage, double Score)> Words(RoomIndex index, RecallQuery query) =>
        index.Search(query.Text, Asked(query), Candidates);

    /// <summary>Counts for this question: early enough, and not older than what is kept.</summary>
    private Func<Passage, bool> Asked(RecallQuery query)
    {
        var oldest = _time.GetUtcNow() - _options.Kept;
        return passage => passage.Entry.At >= oldest && !(passage.Entry.Last >= query.BeforeSequence);
    }

    private async Task<Question> QuestionAsync(RecallQuery query, VectorGeneration active, CancellationToken ct)
    {
        if (_options.Embeddings is not { Length: > 0 }) return new Question(null, Embedder.NotConfigured, []);
        try
        {
            var embedded = await _embedder.EmbedAsync(
                new EmbeddingRequest(
                    query.Tenant, query.ConversationId, active.Model, [query.Text], TrafficClass.Live)
                {
                    Deadline = _options.EmbeddingDeadline,
                }, ct);
            if (embedded.Vectors[0] is not { } vector)
                return new Question(null, "policy does not let the question leave", embedded.Spends);
            return vector.Length == active.Dimension
                ? new Question(vector, null, embedded.Spends)
                : new Question(
                    null, $"{active.Model} answers with another dimension than the index has", embedded.Spends);
        }
        catch (EmbeddingException e)
        {
            return new Question(null, e.Message, e.Spends);
        }
    }

    private async Task<(List<Passage>? Near, string? Reason)> NearestAsync(
        RecallRoom room, HeldRoom held, RecallQuery query, Question question, VectorGeneration active,
        CancellationToken ct)
    {
        if (question.Vector is not { } vector) return (null, question.Reason);
        var asked = Asked(query);
        var asking = new VectorQuestion(vector, Candidates,
            (id, part) => held.Index.Find(id, part) is { } passage && asked(passage), query.BeforeSequence);
        using var limit = new CancellationTokenSource(_options.EmbeddingDeadline, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            // The generation of the question's vector, though another may serve by now: its vectors are still
            // there.
            var hits = await _vectors.SearchAsync(
                new RoomLife(room, held.Index.Epoch), active, asking, linked.Token);
            return ([.. hits.Where(hit => hit.Similarity >= _options.MinimumSimilarity)
                .Select(hit => held.Index.Find(hit.EntryId, hit.Part)).OfType<Passage>().Where(asked)], null);
        }
        catch (VectorStoreException e)
        {
            return (null, e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, "the vector store did not answer in time");
        }
    }

    /// <summary>
    /// As many of the best as the budget takes; one that is too large gives its place to the next.
    /// </summary>
    private RecalledContext Pack(List<(Passage Passage, double Score)> ranked, RecallQuery query)
    {
        var (passages, tokens) = (new List<RecalledPassage>(), 0);
        foreach (var (passage, score) in ranked)
        {
            if (passages.Count == _options.PassagesAtMost) break;
            if (passage.Tokens > query.TokenBudget - tokens) continue;
            tokens += passage.Tokens;
            var entry = passage.Entry;
            passages.Add(new RecalledPassage(
                passage.Text, entry.TurnIds, score, entry.Author, entry.At, passage.Tokens)
            {
                Sequence = entry.First,
                IsSummary = entry.IsSummary,
            });
        }

        return new RecalledContext { Passages = passages, Tokens = tokens };
    }

    private sealed record Question(float[]? Vector, string? Reason, IReadOnlyList<Spend> Spends);
}
