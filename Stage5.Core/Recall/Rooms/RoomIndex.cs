using Stage5.Core.Recall.Lexical;

namespace Stage5.Core.Recall.Rooms;

/// <summary>One room's memory in this process, as of the version it was brought to.</summary>
internal sealed class RoomIndex
{
    private readonly Dictionary<(string Id, int Part), Passage> _passages = [];
    private LexicalIndex _words = new();

    public string Epoch { get; private set; } = "";

    public long Version { get; private set; }

    public long Cursor { get; private set; } = -1;

    public long Trimmed { get; private set; } = -1;

    public bool IsEmpty => _passages.Count == 0;

    public long Bytes => _words.Bytes;

    public void Take(RoomChanges changes)
    {
        if (changes.Epoch != Epoch)
        {
            _passages.Clear();
            _words = new LexicalIndex();
            (Epoch, Cursor, Trimmed) = (changes.Epoch, -1, -1);
        }

        Version = changes.Reached;
        if (changes.Cursor > Cursor || changes.Trimmed > Trimmed) Drop(changes.Cursor, changes.Trimmed);
        foreach (var entry in changes.Entries)
        {
            if (IsGone(entry)) continue;
            var parts = PassageCutter.Cut(entry.Text);
            for (var i = 0; i < parts.Count; i++)
            {
                var passage = new Passage(entry, i, parts[i]);
                if (_passages.TryAdd((entry.Id, i), passage)) _words.Add(passage);
            }
        }
    }

    /// <summary>The turns that are not summed up yet, in order.</summary>
    public IReadOnlyList<MemoryEntry> Turns() =>
    [
        .. _passages.Values.Where(passage => passage.Part == 0 && !passage.Entry.IsSummary)
            .Select(passage => passage.Entry).OrderBy(entry => entry.Last)
                .ThenBy(entry => entry.Id, StringComparer.Ordinal),
    ];

    public Passage? Find(string id, int part) => _passages.GetValueOrDefault((id, part));

    public List<(Passage Passage, double Score)> Search(string question, Func<Passage, bool> asked, int top) =>
        _words.Search(question, asked, top);

    private bool IsGone(MemoryEntry entry) =>
        entry.Last <= Trimmed || (!entry.IsSummary && entry.Last <= Cursor);

    private void Drop(long cursor, long trimmed)
    {
        (Cursor, Trimmed) = (cursor, trimmed);
        var gone = _passages.Where(entry => IsGone(entry.Value.Entry)).Select(entry => entry.Key).ToList();
        if (gone.Count == 0) return;
        foreach (var key in gone) _passages.Remove(key);
        _words.Remove(passage => IsGone(passage.Entry));
        if (_words.Dead <= _passages.Count / 4) return;
        // Rarities count what is gone: not for ever.
        _words = new LexicalIndex();
        foreach (var passage in _passages.Values.OrderBy(passage => passage.Entry.Last)
            .ThenBy(passage => passage.Part))
            _words.Add(passage);
    }
}
