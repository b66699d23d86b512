using System.Globalization;
using System.Runtime.CompilerServices;
using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>Entries out of CSV or TSV with a header of named columns.</summary>
internal sealed class CsvEntries
{
    private readonly CsvParser _parser;
    private readonly GlossaryImport _import;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public CsvEntries(TextReader reader, GlossaryImport import)
    {
        _parser = new CsvParser(reader) { Delimiter = import.Format == GlossaryFormat.Tsv ? '\t' : null };
        _import = import;
    }

    /// <summary>Columns of the header that mean nothing here.</summary>
    public List<string> Ignored { get; } = [];

    /// <exception cref="ImportFormatException">It cannot be read any further.</exception>
    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (!await _parser.ReadAsync(ct))
            throw new ImportFormatException(1, null, "empty_file", "The file has no header row.");
        ReadHeader();
        while (await _parser.ReadAsync(ct))
        {
            var errors = new List<EntryError>();
            var draft = Draft(errors);
            yield return errors.Count == 0
                ? new ImportRow(_parser.Row, draft)
                : new ImportRow(_parser.Row, null, errors);
        }
    }

    private void ReadHeader()
    {
        if (_parser.Columns > CsvParser.MostColumns)
            throw Fatal(null, "too_many_columns", $"A file has at most {CsvParser.MostColumns} columns.");
        if (_parser.TooLong.Count > 0)
            throw Fatal(null, "field_too_long", "The header has a name that is too long.");
        if (_parser.Fields.Exists(name => name.Contains(BadBytes.Mark)))
            throw Fatal(null, "invalid_utf8", BadBytes.Message);
        foreach (var (header, place) in _parser.Fields.Select((name, i) => (name.Trim(), i)))
        {
            if (CsvColumns.Known(header) is not { } column)
            {
                if (header.Length > 0) Ignored.Add(header.Length <= 64 ? header : header[..64]);
            }
            else if (!_places.TryAdd(column, place))
            {
                throw Fatal(header, "duplicate_column", $"Two columns are {column}.");
            }
        }

        if (!_places.ContainsKey(CsvColumns.SourceTerm) && !_places.ContainsKey(CsvColumns.TargetTerm))
        {
            throw Fatal(null, "no_header",
                "The first row must name the columns, at least sourceTerm or targetTerm.");
        }
    }

    private EntryDraft? Draft(List<EntryError> errors)
    {
        if (_parser.Columns > CsvParser.MostColumns)
            errors.Add(new("", "too_many_columns", $"A row has at most {CsvParser.MostColumns} columns."));
        foreach (var column in _parser.TooLong.Where(one => one < CsvParser.MostColumns))
            errors.Add(new(NameOf(column), "field_too_long",
                string.Create(
                    CultureInfo.InvariantCulture, $"A field has at most {CsvParser.LongestField} characters.")));
        for (var i = 0; i < _parser.Fields.Count; i++)
        {
            if (_parser.Fields[i].Contains(BadBytes.Mark))
                errors.Add(new(NameOf(i), "invalid_utf8", BadBytes.Message));
        }

        if (errors.Count > 0) return null;
        return new EntryDraft
        {
            Kind = KindOf(Cell(CsvColumns.Kind), errors),
            GlossaryId = Cell(CsvColumns.GlossaryId) ?? _import.GlossaryId,
            SourceLanguage = Cell(CsvColumns.Source) ?? _import.Source?.Value,
            TargetLanguage = Cell(CsvColumns.Target) ?? _import.Target?.Value,
            SourceTerm = Cell(CsvColumns.SourceTerm),
            TargetTerm = Cell(CsvColumns.TargetTerm),
            Alternatives = CsvColumns.Split(Cell(CsvColumns.Alternatives) ?? ""),
            CaseSensitive = Yes(CsvColumns.CaseSensitive, false, errors),
            WholeWord = Yes(CsvColumns.WholeWord, true, errors),
            Inflection = Yes(CsvColumns.Inflection, false, errors),
            Forced = Yes(CsvColumns.Forced, false, errors),
            Replacement = Cell(CsvColumns.Replacement),
            Note = Cell(CsvColumns.Note),
        };
    }

    private string? Cell(string column) =>
        _places.TryGetValue(column, out var place) && place < _parser.Fields.Count
        && CsvColumns.Unescape(_parser.Fields[place]) is { } cell && !string.IsNullOrWhiteSpace(cell)
            ? cell
            : null;

    private string NameOf(int column) => _places.FirstOrDefault(one => one.Value == column).Key
        ?? (column + 1).ToString(CultureInfo.InvariantCulture);

    private static GlossaryKind KindOf(string? text, List<EntryError> errors)
    {
        if (text is null) return GlossaryKind.Translate;
        var plain = text.Trim().Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal);
        foreach (var kind in Enum.GetValues<GlossaryKind>())
        {
            if (plain.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase)) return kind;
        }

        errors.Add(new(
            CsvColumns.Kind, "unknown_kind", "kind must be one of: translate, doNotTranslate, banned."));
        return GlossaryKind.Translate;
    }

    private bool Yes(string column, bool otherwise, List<EntryError> errors)
    {
        switch (Cell(column)?.Trim().ToUpperInvariant())
        {
            case null: return otherwise;
            case "TRUE" or "YES" or "1": return true;
            case "FALSE" or "NO" or "0": return false;
            default:
                errors.Add(new(column, "invalid_boolean", $"{column} must be true or false."));
                return otherwise;
        }
    }

    private ImportFormatException Fatal(string? column, string code, string message) =>
        new(_parser.Row, column is { Length: > 64 } ? column[..64] : column, code, message);
}
