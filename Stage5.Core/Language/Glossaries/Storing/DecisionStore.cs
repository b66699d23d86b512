using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Language.Glossaries.Matching;
using Stage5.Core.Storage;

namespace Stage5.Core.Language.Glossaries.Storing;

/// <summary>What each user answered to conflicts and asked to remember, by pair and term.</summary>
internal sealed class DecisionStore(Store store, IOptions<GlossaryOptions> options)
{
    /// <summary>Keeps some and tells others, in one round trip.</summary>
    /// <param name="keys">Terms as an automaton knows them.</param>
    public async Task<Dictionary<string, TermDecision>> ExchangeAsync(
        GlossaryQuery query, IReadOnlyList<TermDecision> keep, IReadOnlyCollection<string> keys,
        CancellationToken ct)
    {
        var found = new Dictionary<string, TermDecision>(StringComparer.Ordinal);
        if (keep.Count == 0 && keys.Count == 0) return found;
        var pair = $"{query.Source.Value} {query.Target.Value} ";
        var reply = await store.RunOnTenantAsync(GlossaryScripts.Decisions, query.Tenant,
        [
            query.User, options.Value.Decisions, keep.Count,
            .. keep.SelectMany(one => new RedisValue[]
            {
                pair + FoldedText.Key(one.Term), JsonSerializer.Serialize(one, GlossaryJson.Default.TermDecision),
            }),
            .. keys.Select(key => (RedisValue)(pair + key)),
        ], ct);
        foreach (var (key, json) in keys.Zip(reply.Select(one => (string)one!)))
        {
            if (json.Length > 0
                && JsonSerializer.Deserialize(json, GlossaryJson.Default.TermDecision) is { } decision)
                found[key] = decision;
        }

        return found;
    }
}
