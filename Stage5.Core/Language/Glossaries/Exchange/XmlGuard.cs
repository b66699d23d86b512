namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>
/// Passes on an XML document as characters and ends it where a single tag, text or comment is longer than any TBX
/// needs: the XML reader would keep all of it in memory.
/// </summary>
internal sealed class XmlGuard(TextReader document) : TextReader
{
    private const int LongestToken = 64 * 1024;

    private State _state = State.Text;
    private string _opening = "";
    private char _last;
    private char _beforeLast;
    private int _length;
    private int _line = 1;

    private enum State
    {
        Text,

        /// <summary>After &lt;!, until it is known what it is.</summary>
        Declaration,
        Tag,
        SingleQuoted,
        DoubleQuoted,
        Instruction,
        Comment,
        CData,
    }

    public override int Read(char[] buffer, int index, int count) =>
        Look(buffer.AsSpan(index, document.Read(buffer, index, count)));

    public override async Task<int> ReadAsync(char[] buffer, int index, int count) =>
        await ReadAsync(buffer.AsMemory(index, count));

    public override async ValueTask<int> ReadAsync(
        Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        var count = await document.ReadAsync(buffer, cancellationToken);
        return Look(buffer.Span[..count]);
    }

    public override int Peek() => document.Peek();

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        var c = document.Read();
        if (c < 0) return c;
        one[0] = (char)c;
        Look(one);
        return c;
    }

    private int Look(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '\n') _line++;
            if (c == BadBytes.Mark) throw new ImportFormatException(_line, null, "invalid_utf8", BadBytes.Message);
            Step(c);
            if (++_length > LongestToken)
            {
                throw new ImportFormatException(_line, null, "field_too_long",
                    "A single tag or text is longer than 65,536 characters.");
            }

            (_beforeLast, _last) = (_last, c);
        }

        return text.Length;
    }

    private void Step(char c)
    {
        switch (_state)
        {
            case State.Text when c == '<': Enter(State.Tag); break;
            case State.Tag when _last == '<' && c == '!':
                _opening = "";
                Enter(State.Declaration);
                break;
            case State.Tag when _last == '<' && c == '?': Enter(State.Instruction); break;
            case State.Tag when c == '\'': _state = State.SingleQuoted; break;
            case State.Tag when c == '"': _state = State.DoubleQuoted; break;
            case State.SingleQuoted when c == '\'': _state = State.Tag; break;
            case State.DoubleQuoted when c == '"': _state = State.Tag; break;
            case State.Tag when c == '>': Enter(State.Text); break;
            case State.Declaration: Declare(c); break;
            case State.Instruction when c == '>' && _last == '?': Enter(State.Text); break;
            case State.Comment when c == '>' && _last == '-' && _beforeLast == '-' && _length > 1:
            case State.CData when c == '>' && _last == ']' && _beforeLast == ']': Enter(State.Text); break;
        }
    }

    private void Declare(char c)
    {
        _opening += c;
        if (_opening == "--") Enter(State.Comment);
        else if (_opening == "[CDATA[") Enter(State.CData);
        // Anything else, like DOCTYPE: the XML reader refuses it.
        else if (_opening.Length > 7 || c == '>') Enter(State.Tag);
    }

    private void Enter(State state) => (_state, _length) = (state, 0);
}
