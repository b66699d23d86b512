namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>
/// Builds an automaton level by level from sorted keys: a node is a range of the keys it begins.
/// </summary>
internal static class TermAutomatonBuilder
{
    /// <param name="keys">Distinct, not empty, in ordinal order; a key's place is its number.</param>
    public static TermAutomaton Build(string[] keys)
    {
        var nodes = CountNodes(keys);
        var first = new int[nodes + 1];
        var label = new char[nodes];
        var (fail, output) = (new int[nodes], new int[nodes]);
        var key = new int[nodes];
        Array.Fill(key, -1);

        var level = new List<(int Low, int High)> { (0, keys.Length) };
        var next = new List<(int Low, int High)>();
        var (node, made) = (0, 1);
        for (var depth = 0; level.Count > 0; depth++)
        {
            foreach (var (low, high) in level)
            {
                first[node] = made;
                var at = low;
                if (at < high && keys[at].Length == depth) key[node] = at++;
                while (at < high)
                {
                    var (from, c) = (at, keys[at][depth]);
                    while (at < high && keys[at][depth] == c) at++;
                    label[made++] = c;
                    next.Add((from, at));
                }

                first[node + 1] = made;
                for (var child = first[node]; child < made; child++)
                    Link(node, child);
                node++;
            }

            (level, next) = (next, level);
            next.Clear();
        }

        Outputs();
        return new TermAutomaton(first, label, fail, key, output);

        // The longest proper suffix that is a node too: it is of a level above, whose children are all known.
        void Link(int parent, int child)
        {
            if (parent == 0) return;
            var suffix = fail[parent];
            int link;
            while ((link = TermAutomaton.Child(first, label, suffix, label[child])) == 0 && suffix != 0)
                suffix = fail[suffix];
            fail[child] = link;
        }

        void Outputs()
        {
            for (var i = 1; i < nodes; i++)
                output[i] = key[fail[i]] >= 0 ? fail[i] : output[fail[i]];
        }
    }

    private static int CountNodes(string[] keys)
    {
        var nodes = 1;
        for (var i = 0; i < keys.Length; i++)
        {
            var shared = i == 0 ? 0 : keys[i].AsSpan().CommonPrefixLength(keys[i - 1]);
            nodes = checked(nodes + keys[i].Length - shared);
        }

        return nodes;
    }
}
