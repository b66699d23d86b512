using System.Buffers;
using System.Text.Json;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>RFC 4180 with a header; see <see cref="CsvColumns"/> for cells that could be formulas.</summary>
internal sealed class CsvWriter(TextWriter text, char delimiter) : IEntryWriter
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\"\r\n;,\t");

    public void Begin() => Record(CsvColumns.All);

    public void Write(GlossaryEntry entry) => Record(
    [
        entry.Source, entry.Target, entry.SourceTerm, entry.TargetTerm, CsvColumns.Join(entry.Alternatives),
        JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()), Word(entry.CaseSensitive),
        Word(entry.WholeWord), Word(entry.Inflection), Word(entry.Forced), entry.Replacement ?? "",
        entry.GlossaryId, entry.Note ?? "",
    ]);

    public void End()
    {
    }

    private void Record(string[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) text.Write(delimiter);
            Cell(CsvColumns.Escape(cells[i]));
        }

        text.Write("\r\n");
    }

    private void Cell(string cell)
    {
        if (!cell.Contains(delimiter) && cell.AsSpan().IndexOfAny(Quoted) < 0)
        {
            text.Write(cell);
            return;
        }

        text.Write('"');
        text.Write(cell.Replace("\"", "\"\"", StringComparison.Ordinal));
        text.Write('"');
    }

    private static string Word(bool yes) => yes ? "true" : "false";
}
