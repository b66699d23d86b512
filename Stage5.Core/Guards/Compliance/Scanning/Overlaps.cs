namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>Finds that overlap become one: its class is that of the longest, or the more specific of equals.</summary>
internal static class Overlaps
{
    public static List<Hit> Resolve(List<Hit> hits)
    {
        hits.Sort(static (one, other) => one.Start != other.Start
            ? one.Start.CompareTo(other.Start) : other.End.CompareTo(one.End));
        var resolved = new List<Hit>(hits.Count);
        for (var i = 0; i < hits.Count;)
        {
            var (first, end) = (i, hits[i].End);
            for (i++; i < hits.Count && hits[i].Start < end; i++) end = Math.Max(end, hits[i].End);
            resolved.Add(Merge(hits[first..i], end));
        }

        return resolved;
    }

    // What covers everything decides alone. Otherwise the strictest does, since each has a part of its own.
    private static Hit Merge(List<Hit> cluster, int end)
    {
        if (cluster.Count == 1) return cluster[0];
        var start = cluster[0].Start;
        var best = cluster.OrderByDescending(hit => hit.End - hit.Start).ThenBy(Rank).First();
        return best.Start == start && best.End == end
            ? best
            : best with { Start = start, End = end, Action = cluster.Max(hit => hit.Action), Value = null };
    }

    private static int Rank(Hit hit)
    {
        for (var i = 0; i < ComplianceClasses.Detected.Count; i++)
        {
            if (ComplianceClasses.Detected[i] == hit.Class) return i;
        }

        return ComplianceClasses.Detected.Count;
    }
}
