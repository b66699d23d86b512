using System.Globalization;
using System.Text;
using Stage5.Core.Language.Glossaries.Storing;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>Writes a glossary as a file that an import reads back as it was.</summary>
public sealed class GlossaryExporter
{
    private const int FlushEvery = 500;

    private readonly GlossaryStore _store;
    private readonly GlossaryCache _cache;

    internal GlossaryExporter(GlossaryStore store, GlossaryCache cache) => (_store, _cache) = (store, cache);

    /// <summary>By term; without what the store adds (ids, times, who).</summary>
    public async Task ExportAsync(
        GlossaryBook book, string user, GlossaryFormat format, string? glossaryId, Stream to, CancellationToken ct)
    {
        var head = await _store.HeadAsync(book, user, ct);
        var snapshot = await _cache.GetAsync(book, head, head.Version, ct);
        var entries = snapshot.Sorted.Where(entry => glossaryId is null || entry.GlossaryId == glossaryId);
        await WriteAsync(entries, format, to, ct);
    }

    internal static async Task WriteAsync(
        IEnumerable<GlossaryEntry> entries, GlossaryFormat format, Stream to, CancellationToken ct)
    {
        // A response takes no synchronous writes, and the writers know no others.
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        IEntryWriter writer = format == GlossaryFormat.Tbx
            ? new TbxWriter(text)
            : new CsvWriter(text, format == GlossaryFormat.Tsv ? '\t' : ',');
        writer.Begin();
        foreach (var batch in entries.Chunk(FlushEvery))
        {
            foreach (var entry in batch)
                writer.Write(entry);
            await FlushAsync();
        }

        writer.End();
        await FlushAsync();

        async Task FlushAsync()
        {
            await to.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
            text.GetStringBuilder().Clear();
        }
    }
}

internal interface IEntryWriter
{
    void Begin();

    void Write(GlossaryEntry entry);

    void End();
}
