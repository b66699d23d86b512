using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Storing;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>Counts what became of each row; lists the first hundred of what a person must see.</summary>
internal sealed class ImportTally(GlossaryImport import)
{
    private const int Listed = 100;

    private readonly List<GlossaryImportConflict> _conflicts = [];
    private readonly List<GlossaryImportError> _errors = [];
    private readonly List<string> _ignored = [];
    private int _rows;
    private int _unchanged;
    private int _skipped;

    public int Added { get; private set; }

    public int Replaced { get; private set; }

    public int ConflictCount { get; private set; }

    public int ErrorCount { get; private set; }

    public bool ChangesAnything => Added + Replaced > 0;

    public async IAsyncEnumerable<ImportRow> Rows(
        TextReader reader, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (import.Format == GlossaryFormat.Tbx)
        {
            await foreach (var row in new TbxEntries(reader, import).ReadAsync(ct))
                yield return row;
            yield break;
        }

        var csv = new CsvEntries(reader, import);
        await using var rows = csv.ReadAsync(ct).GetAsyncEnumerator(ct);
        while (await rows.MoveNextAsync())
        {
            if (_rows == 0) _ignored.AddRange(csv.Ignored);
            yield return rows.Current;
        }
    }

    public GlossaryEntry? Check(ImportRow row, EntryRules rules)
    {
        _rows++;
        var errors = row.Errors.ToList();
        var entry = row.Draft is { } draft ? rules.Check(draft, errors) : null;
        foreach (var error in errors)
            Error(new GlossaryImportError(
                row.Row, error.Field.Length == 0 ? null : error.Field, error.Code, error.Message));
        if (entry is null && errors.Count == 0) _skipped++;
        return entry;
    }

    public void Error(GlossaryImportError error)
    {
        ErrorCount++;
        if (_errors.Count < Listed) _errors.Add(error);
    }

    public void Add(IReadOnlyList<(int Row, GlossaryEntry Entry)> batch, IReadOnlyList<StagedRow> verdicts)
    {
        foreach (var ((row, entry), verdict) in batch.Zip(verdicts))
        {
            switch (verdict.Verdict)
            {
                case RowVerdict.Added:
                    Added++;
                    break;
                case RowVerdict.Unchanged:
                    _unchanged++;
                    break;
                default:
                    Conflict(row, entry, verdict);
                    break;
            }
        }
    }

    public ImportResult Result(ImportOutcome outcome, bool imported = false) =>
        new(outcome, new GlossaryImportReport(
        imported, import.DryRun, import.Format.ToString().ToLowerInvariant(), import.Book.Scope, _rows, Added,
        Replaced, _unchanged, _skipped, ConflictCount, _conflicts, ErrorCount, _errors, _ignored));

    private void Conflict(int row, GlossaryEntry entry, StagedRow verdict)
    {
        ConflictCount++;
        if (import.OnConflict == ImportConflicts.Replace) Replaced++;
        else _skipped++;
        if (_conflicts.Count >= Listed) return;
        var existing = verdict.Verdict == RowVerdict.Conflict;
        _conflicts.Add(new GlossaryImportConflict(
            row, existing ? "existing" : "duplicate", entry.Word, verdict.Present?.Says ?? "", entry.Says,
            existing ? verdict.Id : null));
    }
}
