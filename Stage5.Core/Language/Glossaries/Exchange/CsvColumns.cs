namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>
/// Names of the columns. Case, spaces, <c>_</c> and <c>-</c> in a name do not matter. A cell that a spreadsheet
/// would take for a formula is written with an apostrophe before it, and read without.
/// </summary>
internal static class CsvColumns
{
    public const string Source = "sourceLanguage";
    public const string Target = "targetLanguage";
    public const string SourceTerm = "sourceTerm";
    public const string TargetTerm = "targetTerm";
    public const string Alternatives = "alternatives";
    public const string Kind = "kind";
    public const string CaseSensitive = "caseSensitive";
    public const string WholeWord = "wholeWord";
    public const string Inflection = "inflection";
    public const string Forced = "forced";
    public const string Replacement = "replacement";
    public const string GlossaryId = "glossaryId";
    public const string Note = "note";

    /// <summary>In the order of an export.</summary>
    public static readonly string[] All =
    [
        Source, Target, SourceTerm, TargetTerm, Alternatives, Kind, CaseSensitive, WholeWord, Inflection, Forced,
        Replacement, GlossaryId, Note,
    ];

    private static readonly Dictionary<string, string> Names = All
        .Select(name => (Key: Plain(name), Name: name))
        .Concat([("source", SourceTerm), ("term", SourceTerm), ("target", TargetTerm), ("translation", TargetTerm),
            ("glossary", GlossaryId), ("comment", Note), ("from", Source), ("to", Target)])
        .ToDictionary(one => one.Item1, one => one.Item2, StringComparer.Ordinal);

    /// <summary>Null for a column that means nothing here.</summary>
    public static string? Known(string header) => Names.GetValueOrDefault(Plain(header));

    public static string Escape(string cell) => IsFormula(cell) ? "'" + cell : cell;

    public static string Unescape(string cell) => cell.StartsWith('\'') && IsFormula(cell) ? cell[1..] : cell;

    /// <summary>
    /// Alternatives in one cell: parted by <c>|</c>, which is <c>\|</c> within one, and <c>\</c> is <c>\\</c>.
    /// </summary>
    public static string Join(IEnumerable<string> alternatives) => string.Join('|', alternatives.Select(one =>
        one.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("|", @"\|", StringComparison.Ordinal)));

    public static IReadOnlyList<string> Split(string cell)
    {
        if (cell.Length == 0) return [];
        var (found, one) = (new List<string>(), new System.Text.StringBuilder());
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '\\' && i + 1 < cell.Length && cell[i + 1] is '\\' or '|')
            {
                one.Append(cell[++i]);
            }
            else if (cell[i] == '|')
            {
                found.Add(one.ToString());
                one.Clear();
            }
            else
            {
                one.Append(cell[i]);
            }
        }

        found.Add(one.ToString());
        return found;
    }

    private static bool IsFormula(string cell)
    {
        var rest = cell.AsSpan().TrimStart('\'');
        return rest.Length > 0 && rest[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }

    private static string Plain(string name) =>
        new([.. name.Where(c => !char.IsWhiteSpace(c) && c is not ('_' or '-')).Select(char.ToLowerInvariant)]);
}
