using System.Collections.Concurrent;
using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Core.Language.Glossaries;

/// <summary>The entries that one automaton looks for: of a kind, from one language to another (or any).</summary>
internal readonly record struct IndexKey(bool Banned, string Source, string Target)
{
    public static IndexKey Of(GlossaryEntry entry) =>
        new(entry.Kind == GlossaryKind.Banned, Base(entry.Source), Base(entry.Target));

    private static string Base(string tag) => tag.IndexOf('-', StringComparison.Ordinal) is var end and > 0
        ? string.Intern(tag[..end])
        : tag;
}

/// <summary>A glossary as it was at one version; it never changes, a change makes another.</summary>
internal sealed class GlossarySnapshot
{
    private readonly Dictionary<Guid, GlossaryEntry> _entries;
    private readonly Dictionary<IndexKey, int> _groups;
    private readonly ConcurrentDictionary<IndexKey, Lazy<TermIndex>> _indexes = new();
    private readonly Lazy<GlossaryEntry[]> _sorted;

    private GlossarySnapshot(
        GlossaryBook book, long version, string generation, Dictionary<Guid, GlossaryEntry> entries)
    {
        (Book, Version, Generation, _entries) = (book, version, generation, entries);
        _groups = [];
        foreach (var entry in entries.Values)
        {
            var key = IndexKey.Of(entry);
            _groups[key] = _groups.GetValueOrDefault(key) + 1;
        }

        _sorted = new Lazy<GlossaryEntry[]>(Sort);
    }

    public GlossaryBook Book { get; }

    public long Version { get; }

    public string Generation { get; }

    public int Count => _entries.Count;

    /// <summary>By term, then id.</summary>
    public GlossaryEntry[] Sorted => _sorted.Value;

    public static GlossarySnapshot Empty(GlossaryBook book) => new(book, 0, "0", []);

    public static GlossarySnapshot Of(
        GlossaryBook book, long version, string generation, IEnumerable<GlossaryEntry> entries)
    {
        var byId = new Dictionary<Guid, GlossaryEntry>();
        foreach (var entry in entries)
            byId[entry.Id] = entry;
        return new GlossarySnapshot(book, version, generation, byId);
    }

    /// <summary>As it is after changes; what they do not concern is not built again.</summary>
    public GlossarySnapshot With(long version, IReadOnlyDictionary<Guid, GlossaryEntry?> changes)
    {
        var entries = new Dictionary<Guid, GlossaryEntry>(_entries);
        var concerned = new HashSet<IndexKey>();
        foreach (var (id, entry) in changes)
        {
            if (entries.TryGetValue(id, out var old)) concerned.Add(IndexKey.Of(old));
            if (entry is not null) concerned.Add(IndexKey.Of(entry));
            if (entry is null) entries.Remove(id);
            else entries[id] = entry;
        }

        var after = new GlossarySnapshot(Book, version, Generation, entries);
        foreach (var (key, index) in _indexes.Where(one => !concerned.Contains(one.Key)))
            after._indexes[key] = index;
        return after;
    }

    /// <summary>Builds what the one before had built, so that nobody waits for it afterwards.</summary>
    public GlossarySnapshot Prepared(GlossarySnapshot? before)
    {
        foreach (var key in before?._indexes.Keys ?? [])
            Find(key);
        return this;
    }

    /// <summary>Null when there is no such entry. Built when first asked for.</summary>
    public TermIndex? Find(IndexKey key) => _groups.ContainsKey(key)
        ? _indexes.GetOrAdd(key, static (one, snapshot) => new Lazy<TermIndex>(() => snapshot.Build(one)), this)
            .Value
        : null;

    public GlossaryEntry? Entry(Guid id) => _entries.GetValueOrDefault(id);

    private TermIndex Build(IndexKey key)
    {
        var entries = new List<GlossaryEntry>(_groups[key]);
        entries.AddRange(_entries.Values.Where(entry => IndexKey.Of(entry) == key));
        return TermIndex.Of(entries);
    }

    private GlossaryEntry[] Sort()
    {
        var sorted = _entries.Values.ToArray();
        var words = Array.ConvertAll(sorted, entry => $"{FoldedText.Key(entry.Word)}\0{entry.Id}");
        Array.Sort(words, sorted, StringComparer.Ordinal);
        return sorted;
    }
}
