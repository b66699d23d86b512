using System.Text;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>
/// Records of RFC 4180 out of a stream of characters: no more of them in memory than one record, and of that no
/// more than its limits.
/// </summary>
internal sealed class CsvParser(TextReader reader)
{
    public const int MostColumns = 64;

    /// <summary>Longer than 20 alternatives.</summary>
    public const int LongestField = 6_000;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _field = new();
    private int _at;
    private int _filled;
    private int _line = 1;

    /// <summary>What parts fields; null until the first record shows it.</summary>
    public char? Delimiter { get; set; }

    /// <summary>Line of the file where the last record began, from 1.</summary>
    public int Row { get; private set; }

    public List<string> Fields { get; } = [];

    /// <summary>How many there were, also beyond the limit.</summary>
    public int Columns { get; private set; }

    /// <summary>Columns, from 0, whose text was longer than may be.</summary>
    public HashSet<int> TooLong { get; } = [];

    /// <summary>The next record that is not an empty line; false at the end.</summary>
    /// <exception cref="ImportFormatException">A quote was never closed, or stands where none may.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        while (await PeekAsync(ct) >= 0)
        {
            Begin();
            await RecordAsync(ct);
            if (Columns > 1 || Fields[0].Length > 0 || TooLong.Count > 0) return true;
        }

        return false;
    }

    private void Begin()
    {
        (Row, Columns) = (_line, 0);
        Fields.Clear();
        TooLong.Clear();
    }

    private async ValueTask RecordAsync(CancellationToken ct)
    {
        while (true)
        {
            _field.Clear();
            var quoted = await PeekAsync(ct) == '"';
            if (quoted) await QuotedAsync(ct);
            var c = quoted ? await TakeAsync(ct) : await PlainAsync(ct);
            if (Columns < MostColumns) Fields.Add(_field.ToString());
            Columns++;
            if (c == Delimiter) continue;
            if (c == '\r' && await PeekAsync(ct) == '\n') c = await TakeAsync(ct);
            if (c is '\n' or '\r' or < 0)
            {
                if (c >= 0) _line++;
                return;
            }

            throw new ImportFormatException(Row, $"{Columns}", "text_after_quote",
                "After a closing quote the field must end; write a quote within a field twice.");
        }
    }

    private async ValueTask QuotedAsync(CancellationToken ct)
    {
        await TakeAsync(ct);
        while (await PeekAsync(ct) >= 0)
        {
            var end = Buffered.IndexOfAny('"', '\n');
            Append(end < 0 ? Buffered.Length : end);
            if (end < 0) continue;
            if (await TakeAsync(ct) == '\n')
            {
                _line++;
                Append("\n");
            }
            else
            {
                if (await PeekAsync(ct) != '"') return;
                Append(1);
            }
        }

        throw new ImportFormatException(
            Row, $"{Columns + 1}", "unclosed_quote", "A quote that is opened here is never closed.");
    }

    private async ValueTask<int> PlainAsync(CancellationToken ct)
    {
        while (await PeekAsync(ct) >= 0)
        {
            var end = Delimiter is { } delimiter
                ? Buffered.IndexOfAny('\n', '\r', delimiter)
                : Buffered.IndexOfAny("\n\r,;\t");
            Append(end < 0 ? Buffered.Length : end);
            if (end < 0) continue;
            var c = await TakeAsync(ct);
            // The first record is the header: the sign that parts its first two names parts all.
            if (c is not ('\n' or '\r')) Delimiter ??= (char)c;
            return c;
        }

        return -1;
    }

    private ReadOnlySpan<char> Buffered => _buffer.AsSpan(_at, _filled - _at);

    private void Append(int count)
    {
        Append(Buffered[..count]);
        _at += count;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        var room = LongestField - _field.Length;
        if (text.Length > room) TooLong.Add(Columns);
        _field.Append(text[..Math.Min(text.Length, room)]);
    }

    private async ValueTask<int> PeekAsync(CancellationToken ct)
    {
        if (_at == _filled)
        {
            (_at, _filled) = (0, await reader.ReadAsync(_buffer, ct));
            if (_filled == 0) return -1;
        }

        return _buffer[_at];
    }

    private async ValueTask<int> TakeAsync(CancellationToken ct)
    {
        var c = await PeekAsync(ct);
        if (c >= 0) _at++;
        return c;
    }
}
