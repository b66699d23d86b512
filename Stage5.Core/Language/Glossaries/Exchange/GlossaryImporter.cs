using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Language.Glossaries.Storing;
using Stage5.Core.Storage;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>
/// Reads a file as it comes, fills another generation of the glossary with it, and puts that in place when all of
/// it is good: all of the file is imported or nothing.
/// </summary>
public sealed partial class GlossaryImporter
{
    private const int BatchSize = 500;

    private static readonly Encoding Utf8 = Encoding.GetEncoding(
        "utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(BadBytes.Mark.ToString()));

    private readonly Store _store;
    private readonly GlossaryStore _glossaries;
    private readonly GlossaryOptions _options;
    private readonly ILogger<GlossaryImporter> _logger;

    internal GlossaryImporter(
        Store store, GlossaryStore glossaries, IOptions<GlossaryOptions> options,
        ILogger<GlossaryImporter> logger) =>
        (_store, _glossaries, _options, _logger) = (store, glossaries, options.Value, logger);

    /// <exception cref="ImportTooLargeException">The body is longer than may be; nothing was imported.</exception>
    /// <exception cref="RedisException">The store is away; nothing was imported.</exception>
    /// <exception cref="TimeoutException">
    /// The store did not answer the last step in time: look at the glossary.
    /// </exception>
    public async Task<ImportResult> ImportAsync(GlossaryImport import, Stream body, CancellationToken ct)
    {
        var head = await _glossaries.HeadAsync(import.Book, import.User, ct);
        var stage = new ImportStage(
            _store, import.Book, head, import.User, import.OnConflict.ToString().ToLowerInvariant(),
            _options.ImportExpiry);
        var tally = new ImportTally(import);
        var used = false;
        try
        {
            await using var bounded = new BoundedStream(body, _options.ImportBytes);
            using var reader = new StreamReader(bounded, Utf8, detectEncodingFromByteOrderMarks: false, 16 * 1024);
            var current = await StageAsync(import, reader, head, stage, tally, ct);
            if (!current) return tally.Result(ImportOutcome.Changed);
            if (import.DryRun) return tally.Result(ImportOutcome.Done);
            if (tally.ErrorCount > 0) return tally.Result(ImportOutcome.Invalid);
            if (import.OnConflict == ImportConflicts.Fail && tally.ConflictCount > 0)
                return tally.Result(ImportOutcome.Conflicts);
            if (!tally.ChangesAnything) return tally.Result(ImportOutcome.Done);

            used = await stage.UseAsync(tally.Added, ct);
            if (!used) return tally.Result(ImportOutcome.Changed);
            Imported(tally.Added, tally.Replaced, import.Book.Scope.ToString(), import.Book.Tenant);
            return tally.Result(ImportOutcome.Done, imported: true);
        }
        finally
        {
            if (!used) await DropAsync(stage);
        }
    }

    private async Task<bool> StageAsync(
        GlossaryImport import, TextReader reader, GlossaryHead head, ImportStage stage, ImportTally tally,
        CancellationToken ct)
    {
        var rules = new EntryRules(import.Book.Scope, _options.TermLength);
        var most = _options.MaxTerms(import.Book.Scope);
        var batch = new List<(int Row, GlossaryEntry Entry)>(BatchSize);
        var (current, full) = (true, false);
        try
        {
            await foreach (var row in tally.Rows(reader, ct))
            {
                if (tally.Check(row, rules) is { } entry) batch.Add((row.Row, entry));
                if (batch.Count == BatchSize) await FlushAsync();
                if (!current || full) return current;
            }
        }
        catch (ImportFormatException e)
        {
            tally.Error(e.Error);
        }

        await FlushAsync();
        return current;

        async Task FlushAsync()
        {
            // Errors mean that nothing will be imported: then only a dry run still wants to know of conflicts.
            if (batch.Count == 0) return;
            if (!import.DryRun && tally.ErrorCount > 0)
            {
                batch.Clear();
                return;
            }

            var verdicts = await stage.AddAsync([.. batch.Select(one => one.Entry)], ct);
            current = verdicts is not null;
            if (verdicts is null) return;
            tally.Add(batch, verdicts);
            full = head.Count + tally.Added > most;
            if (full)
                tally.Error(new(batch[^1].Row, null, "too_many_terms", $"This glossary may have {most} terms."));
            batch.Clear();
        }
    }

    private async Task DropAsync(ImportStage stage)
    {
        try
        {
            await stage.DropAsync();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // It expires by itself, and nobody sees it until then.
            DropFailed(e);
        }
    }

    [LoggerMessage(1011, LogLevel.Information,
        "{Added} terms were added and {Replaced} replaced in the {Scope} glossary of tenant {Tenant}.")]
    private partial void Imported(int added, int replaced, string scope, string tenant);

    [LoggerMessage(1012, LogLevel.Warning, "What an import had staged could not be removed; it expires.")]
    private partial void DropFailed(Exception exception);
}
