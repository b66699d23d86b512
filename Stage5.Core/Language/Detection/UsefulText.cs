using System.Buffers;
using System.Text;

namespace Stage5.Core.Language.Detection;

/// <summary>
/// What of a text is language: its words in lower case, a space before, between and after them. Addresses, code,
/// tags, placeholders, mentions, emoji and digits are left out, more cheaply and more coarsely than
/// <see cref="ProtectedText"/> does it. Reading stops when the buffer is full; every step is linear.
/// </summary>
internal ref struct UsefulText
{
    /// <summary>Characters that are read of a text, spaces between words included.</summary>
    public const int Capacity = 2048;

    private readonly Span<char> _buffer;
    private readonly Span<int> _letters;
    private ScriptGroup _last;
    private int _length;

    /// <param name="buffer">At least <see cref="Capacity"/>.</param>
    /// <param name="letters">One counter a script, cleared.</param>
    public UsefulText(Span<char> buffer, Span<int> letters)
    {
        _buffer = buffer;
        _letters = letters;
        _buffer[0] = ' ';
        _length = 1;
    }

    /// <summary>The words, after <see cref="Read"/>.</summary>
    public readonly ReadOnlySpan<char> Words => _buffer[.._length];

    public void Read(ReadOnlySpan<char> text)
    {
        var skip = new Markup(text);
        var chunkEnd = 0;
        for (var at = 0; at < text.Length && _length < _buffer.Length - 2;)
        {
            var unit = text[at];
            if (unit < 0x80)
            {
                if (at >= chunkEnd && unit > ' ')
                {
                    chunkEnd = TechnicalChunk.End(text, at, out var technical);
                    if (technical)
                    {
                        EndWord();
                        at = chunkEnd;
                        continue;
                    }
                }

                if (skip.TryPass(at, out var after) || TechnicalChunk.TryPassWord(text, at, out after))
                {
                    EndWord();
                    at = after;
                    continue;
                }
            }

            at += Take(text, at, unit);
        }

        EndWord();
    }

    /// <returns>How many code units were read.</returns>
    private int Take(ReadOnlySpan<char> text, int at, char unit)
    {
        var group = Scripts.Of(unit);
        if (group != ScriptGroup.None)
        {
            if (group != _last) EndWord();
            _buffer[_length++] = unit < 0x80 ? (char)(unit | 0x20) : char.ToLowerInvariant(unit);
            _letters[(int)group]++;
            _last = group;
            return 1;
        }

        if (char.IsHighSurrogate(unit)
            && Rune.DecodeFromUtf16(text[at..], out var rune, out var used) == OperationStatus.Done)
        {
            EndWord();
            _letters[(int)Scripts.Of(rune)]++;
            return used;
        }

        if (IsApostrophe(unit) && _last != ScriptGroup.None && at + 1 < text.Length
            && Scripts.Of(text[at + 1]) == _last)
            _buffer[_length++] = '\'';
        else if (!IsUnseen(unit))
            EndWord();
        return 1;
    }

    private void EndWord()
    {
        if (_buffer[_length - 1] != ' ') _buffer[_length++] = ' ';
        _last = ScriptGroup.None;
    }

    private static bool IsApostrophe(char unit) => unit is '\'' or '\u2019' or '\u2018' or '\u02BB' or '\u02BC';

    /// <summary>Marks that stand within a word and are not part of how its language is told.</summary>
    private static bool IsUnseen(char unit) => unit is '\0' or '\u00AD' or '\u0640' or '\u0670' or '\uFEFF'
        or (>= '\u064B' and <= '\u065F') or (>= '\u0591' and <= '\u05C7') or '\u200B' or '\u200D' or '\u200E'
        or '\u200F'
        or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') or (>= '\uFE00' and <= '\uFE0F');
}
