using System.Runtime.InteropServices;

namespace Stage5.Core.Recall.Lexical;

/// <summary>BM25 over the passages of one conversation. Not for several threads at once.</summary>
internal sealed class LexicalIndex
{
    private const double Saturation = 1.2;
    // Messages are short: their length says little.
    private const double LengthWeight = 0.5;
    private const double StemWeight = 0.5;
    // A conversation is too small to learn from it that "the", "is" and "wer" say nothing.
    private const double ShortWordWeight = 0.4;
    private const int ShortWord = 3;
    // Who asks in the words of a question that was asked before wants the turn that followed it.
    private const double FollowerShare = 0.3;
    private const int BytesOfPosting = 8;
    private const int BytesOfTerm = 96;

    private readonly Dictionary<string, List<(int Document, int Count)>> _postings = new(StringComparer.Ordinal);
    private readonly List<(Passage? Passage, int Length)> _documents = [];
    private readonly Dictionary<long, int> _beginnings = [];
    private long _lengths;

    /// <summary>Passages in it.</summary>
    public int Count { get; private set; }

    public int Dead => _documents.Count - Count;

    /// <summary>About so many.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<Passage> Passages => _documents.Select(document => document.Passage).OfType<Passage>();

    public void Add(Passage passage)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var length = 0;
        foreach (var term in Tokenizer.Terms(passage.Entry.Author + "\n" + passage.Text))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _)++;
            if (!Tokenizer.IsStem(term)) length++;
        }

        foreach (var (term, count) in counts)
        {
            ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, term, out var known);
            if (!known) Bytes += BytesOfTerm;
            (postings ??= []).Add((_documents.Count, count));
            Bytes += BytesOfPosting;
        }

        if (passage is { Part: 0, Entry.IsSummary: false }) _beginnings[passage.Entry.Last] = _documents.Count;
        _documents.Add((passage, length));
        _lengths += length;
        Count++;
        Bytes += 2L * passage.Text.Length + BytesOfTerm;
    }

    /// <summary>Its terms go when the index is built anew; until then it is not found.</summary>
    public void Remove(Func<Passage, bool> gone)
    {
        for (var i = 0; i < _documents.Count; i++)
        {
            if (_documents[i] is not ({ } passage, var length) || !gone(passage)) continue;
            _documents[i] = (null, length);
            _lengths -= length;
            Count--;
        }
    }

    /// <summary>Those that share a term with the question, or follow a turn that does; best first.</summary>
    public List<(Passage Passage, double Score)> Search(string question, Func<Passage, bool> asked, int top)
    {
        var scores = Score(question, asked);
        foreach (var (document, score) in scores.ToArray())
        {
            if (!_beginnings.TryGetValue(_documents[document].Passage!.Entry.Last + 1, out var next)) continue;
            if (_documents[next].Passage is { } follower && asked(follower))
                CollectionsMarshal.GetValueRefOrAddDefault(scores, next, out _) += FollowerShare * score;
        }

        return [.. scores.OrderByDescending(entry => entry.Value).ThenByDescending(entry => entry.Key).Take(top)
            .Select(entry => (_documents[entry.Key].Passage!, entry.Value))];
    }

    private Dictionary<int, double> Score(string question, Func<Passage, bool> asked)
    {
        var scores = new Dictionary<int, double>();
        var average = Math.Max(1, (double)_lengths / Math.Max(1, Count));
        foreach (var (term, times) in Tokenizer.Terms(question)
            .CountBy(static term => term, StringComparer.Ordinal))
        {
            if (!_postings.TryGetValue(term, out var postings)) continue;
            var rarity = Math.Log(1 + (_documents.Count - postings.Count + 0.5) / (postings.Count + 0.5));
            var weight = rarity * WeightOf(term) * Math.Min(times, 3);
            foreach (var (document, count) in postings)
            {
                if (_documents[document] is not ({ } passage, var length) || !asked(passage)) continue;
                var norm = Saturation * (1 - LengthWeight + LengthWeight * length / average);
                CollectionsMarshal.GetValueRefOrAddDefault(scores, document, out _) +=
                    weight * count * (Saturation + 1) / (count + norm);
            }
        }

        return scores;
    }

    private static double WeightOf(string term) => Tokenizer.IsStem(term) ? StemWeight
        : term.Length <= ShortWord && Tokenizer.IsAlphabetic(term) ? ShortWordWeight
        : 1;
}
