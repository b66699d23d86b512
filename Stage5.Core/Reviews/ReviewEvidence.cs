using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;

namespace Stage5.Core.Reviews;

/// <summary>What there is to decide a review by, and what its decision acts on.</summary>
/// <param name="Version">That it was read at.</param>
/// <param name="IsOut">The reply was delivered, or handed over for delivery, and not taken back.</param>
/// <param name="Posted">Number of the first of the deliveries that stand.</param>
/// <param name="Said">Hash of what the asker decided since it was opened; empty for nothing.</param>
/// <param name="Source">What was sent, in full.</param>
/// <param name="Standing">The texts as they stand: what an approval lets out.</param>
/// <param name="Final">What went out by the last decision; null for nothing.</param>
internal sealed record ReviewEvidence(
    long Version, bool IsOut, int Posted, string Author, string Said, string Source, ParkedTurn Turn,
    IReadOnlyList<ReviewGuardrail> Guardrails, IReadOnlyList<ReviewText> Standing, IReadOnlyList<ReviewText>? Final)
{
    /// <returns>Null when there is no such review (any more).</returns>
    public static async Task<ReviewEvidence?> ReadAsync(
        Store store, string tenant, string id, string user, CancellationToken ct)
    {
        var reply = (RedisValue[])(await store.RunAsync(ReviewScripts.Evidence, [Keys.Root(tenant)], [id, user], ct))!;
        if (reply.Length == 0)
            return null;
        var turn = JsonSerializer.Deserialize((string)reply[6]!, ReviewJson.Default.ParkedTurn)!;
        return new ReviewEvidence(
            (long)reply[0], reply[1] == "1", (int)reply[2], reply[3].ToString(), reply[4].ToString(), reply[5].ToString(),
            turn,
            JsonSerializer.Deserialize((string)reply[7]!, ReviewJson.Default.IReadOnlyListReviewGuardrail)!,
            Texts(reply[8]) ?? ReviewTexts.Of(turn.Result), Texts(reply[9]));
    }

    private static IReadOnlyList<ReviewText>? Texts(RedisValue json) => json.IsNullOrEmpty
        ? null
        : JsonSerializer.Deserialize((string)json!, ReviewJson.Default.IReadOnlyListReviewText);
}
