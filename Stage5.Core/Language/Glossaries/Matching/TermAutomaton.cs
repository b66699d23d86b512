namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>
/// Aho-Corasick over UTF-16, in flat arrays. Nodes are numbered level by level, so that a node's children are
/// neighbours: 18 bytes a node, and no object for any of them.
/// </summary>
internal sealed class TermAutomaton
{
    private readonly int[] _first;
    private readonly char[] _label;
    private readonly int[] _fail;
    private readonly int[] _key;
    private readonly int[] _output;

    internal TermAutomaton(int[] first, char[] label, int[] fail, int[] key, int[] output) =>
        (_first, _label, _fail, _key, _output) = (first, label, fail, key, output);

    public int Nodes => _label.Length;

    /// <summary>Calls for each key that ends in the text, with where it ends; longest first at each end.</summary>
    public void Scan<TState>(ReadOnlySpan<char> text, ref TState state, Found<TState> found)
        where TState : allows ref struct
    {
        var node = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var next = Child(node, text[i]);
            while (next == 0 && node != 0)
            {
                node = _fail[node];
                next = Child(node, text[i]);
            }

            node = next;
            for (var at = _key[node] >= 0 ? node : _output[node]; at != 0; at = _output[at])
                found(ref state, _key[at], i + 1);
        }
    }

    public delegate void Found<TState>(ref TState state, int key, int end)
        where TState : allows ref struct;

    /// <summary>Calls for each key that the text begins with, shortest first.</summary>
    public void Prefixes(ReadOnlySpan<char> text, Action<int, int> found)
    {
        var node = 0;
        for (var i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node == 0) return;
            if (_key[node] >= 0) found(_key[node], i + 1);
        }
    }

    // 0 for none: the root is nobody's child.
    private int Child(int node, char label) => Child(_first, _label, node, label);

    internal static int Child(ReadOnlySpan<int> first, ReadOnlySpan<char> labels, int node, char label)
    {
        var (low, high) = (first[node], first[node + 1] - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var at = labels[middle];
            if (at == label) return middle;
            if (at < label) low = middle + 1;
            else high = middle - 1;
        }

        return 0;
    }
}
