using Stage5.Core.Recall.Lexical;

namespace Stage5.Core.Recall;

/// <summary>Makes one ranking of several whose scores cannot be compared: by reciprocal rank.</summary>
internal static class Fusion
{
    // The usual constant: how little the first places of one ranking outdo good places in both.
    private const double Dampening = 60;

    public static List<(Passage Passage, double Score)> Fuse(params IEnumerable<Passage>[] rankings)
    {
        var scores = new Dictionary<Passage, double>(ReferenceEqualityComparer.Instance);
        foreach (var ranking in rankings)
        {
            foreach (var (rank, passage) in ranking.Index())
                scores[passage] = scores.GetValueOrDefault(passage) + 1 / (Dampening + rank + 1);
        }

        return [.. scores.OrderByDescending(entry => entry.Value)
            .ThenByDescending(entry => entry.Key.Entry.Last).ThenBy(entry => entry.Key.Part)
            .Select(entry => (entry.Key, entry.Value))];
    }
}
