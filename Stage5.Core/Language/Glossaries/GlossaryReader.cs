using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;
using Stage5.Core.Language.Glossaries.Storing;

namespace Stage5.Core.Language.Glossaries;

/// <summary>Which terms to list; null where it does not matter.</summary>
public sealed record GlossaryListing(IReadOnlyList<GlossaryBook> Books, string User)
{
    /// <summary>Part of a term, a translation or a note; case does not matter.</summary>
    public string? Search { get; init; }

    /// <summary>A tag and what is more special: es lists es-MX too.</summary>
    public LanguageTag? Source { get; init; }

    /// <inheritdoc cref="Source"/>
    public LanguageTag? Target { get; init; }

    public string? GlossaryId { get; init; }

    public int Limit { get; init; } = 50;

    public string? Cursor { get; init; }
}

/// <param name="Counts">All terms of each glossary that was listed, and how many it may have.</param>
public sealed record GlossaryListed(
    IReadOnlyList<GlossaryEntryView> Entries,
    int Total,
    string? NextCursor,
    IReadOnlyList<(GlossaryBook Book, int Count, int Full)> Counts);

/// <summary>Terms by the page, always as the store has them now.</summary>
public sealed class GlossaryReader
{
    private readonly GlossaryStore _store;
    private readonly GlossaryCache _cache;
    private readonly GlossaryOptions _options;

    internal GlossaryReader(GlossaryStore store, GlossaryCache cache, IOptions<GlossaryOptions> options) =>
        (_store, _cache, _options) = (store, cache, options.Value);

    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public async Task<GlossaryListed> ListAsync(GlossaryListing listing, CancellationToken ct)
    {
        var after = listing.Cursor is { } cursor ? Place.Parse(cursor) : null;
        var counts = new List<(GlossaryBook, int, int)>();
        var (found, total, last) = (new List<GlossaryEntryView>(), 0, (Place?)null);
        var more = false;
        foreach (var (snapshot, number) in (await SnapshotsAsync(listing, ct)).Select((one, i) => (one, i)))
        {
            counts.Add((snapshot.Book, snapshot.Count, _options.MaxTerms(snapshot.Book.Scope)));
            foreach (var entry in snapshot.Sorted)
            {
                if (!Fits(entry, listing)) continue;
                total++;
                var place = new Place(number, FoldedText.Key(entry.Word), entry.Id);
                if (after is not null && !place.Follows(after)) continue;
                if (found.Count == listing.Limit)
                {
                    more = true;
                    // What follows is only counted.
                    after = Place.End;
                    continue;
                }

                found.Add(EntryViews.Of(entry, snapshot.Book));
                last = place;
            }
        }

        return new GlossaryListed(found, total, more ? last!.ToString() : null, counts);
    }

    private async Task<IReadOnlyList<GlossarySnapshot>> SnapshotsAsync(
        GlossaryListing listing, CancellationToken ct)
    {
        var snapshots = new List<GlossarySnapshot>();
        if (listing.Books.Count == 0) return snapshots;
        var heads = await _store.HeadsAsync(listing.Books[0].Tenant, listing.User, listing.Books, ct);
        for (var i = 0; i < heads.Count; i++)
            snapshots.Add(await _cache.GetAsync(listing.Books[i], heads[i], heads[i].Version, ct));
        return snapshots;
    }

    private static bool Fits(GlossaryEntry entry, GlossaryListing listing)
    {
        if (listing.GlossaryId is not null && entry.GlossaryId != listing.GlossaryId) return false;
        if (!IsOf(entry.Source, listing.Source) || !IsOf(entry.Target, listing.Target)) return false;
        return string.IsNullOrEmpty(listing.Search) || Says(entry.SourceTerm) || Says(entry.TargetTerm)
            || Says(entry.Replacement) || Says(entry.Note) || entry.Alternatives.Any(Says);

        bool Says(string? text) => text?.Contains(listing.Search!, StringComparison.OrdinalIgnoreCase) == true;
    }

    private static bool IsOf(string tag, LanguageTag? wanted) => wanted is null || tag == GlossaryEntry.Any
        || tag == wanted.Value || tag.StartsWith(wanted.Value + "-", StringComparison.Ordinal);

    /// <summary>Where a page ended: number of the glossary, term, id.</summary>
    private sealed record Place(int Book, string Word, Guid Id)
    {
        public static readonly Place End = new(int.MaxValue, "", Guid.Empty);

        public bool Follows(Place other)
        {
            if (Book != other.Book) return Book > other.Book;
            var word = string.CompareOrdinal(Word + '\0', other.Word + '\0');
            return word > 0 || (word == 0 && string.CompareOrdinal(Id.ToString(), other.Id.ToString()) > 0);
        }

        public override string ToString() =>
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Book}\n{Id}\n{Word}"));

        public static Place Parse(string text)
        {
            var parts = Base64Url.IsValid(text)
                ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 3)
                : [];
            return parts is [var book, var id, var word]
                && int.TryParse(book, CultureInfo.InvariantCulture, out var number)
                && Guid.TryParse(id, out var guid)
                ? new Place(number, word, guid)
                : throw new FormatException("cursor must be one that a page gave.");
        }
    }
}
