namespace Stage5.Core.Language.Detection;

/// <summary>
/// Code, tags, placeholders, entities and mentions: where one starts that also ends. Where the next end stands is
/// remembered, so that a text full of openings costs no more than another.
/// </summary>
internal ref struct Markup(ReadOnlySpan<char> text)
{
    private const int LongestTag = 500;
    private const int LongestPlaceholder = 200;
    private const int LongestEntity = 10;
    private const int LongestCode = 2000;
    private const string Fence = "```";

    private readonly ReadOnlySpan<char> _text = text;
    private int _angle, _brace, _tick, _fence;

    public bool TryPass(int start, out int after)
    {
        after = start;
        var next = start + 1 < _text.Length ? _text[start + 1] : ' ';
        return _text[start] switch
        {
            '<' when char.IsAsciiLetter(next) || next is '/' or '!' or '@' or '#' =>
                TryFind('>', start, LongestTag, ref _angle, out after),
            '{' => TryFind('}', start, LongestPlaceholder, ref _brace, out after),
            '`' => TryPassCode(start, out after),
            '&' => TryPassEntity(start, out after),
            '%' => TryPassFormat(start, out after),
            '@' => TryPassName(start, out after),
            _ => false,
        };
    }

    private readonly bool TryFind(char close, int start, int longest, ref int known, out int after)
    {
        if (known <= start)
        {
            var found = _text[(start + 1)..].IndexOf(close);
            known = found < 0 ? int.MaxValue : start + 1 + found;
        }

        after = known <= start + longest ? known + 1 : start;
        return after > start;
    }

    private bool TryPassCode(int start, out int after)
    {
        var inner = start + 1;
        while (inner < _text.Length && _text[inner] == '`') inner++;
        if (inner - start < Fence.Length)
            return TryFind('`', inner - 1, LongestCode, ref _tick, out after) && after > inner;
        if (_fence <= start)
        {
            var found = _text[inner..].IndexOf(Fence);
            _fence = found < 0 ? int.MaxValue : inner + found + Fence.Length;
        }

        // A fence that is not closed: the signs alone are passed.
        after = _fence < int.MaxValue ? _fence : inner;
        return true;
    }

    private readonly bool TryPassEntity(int start, out int after)
    {
        after = start + 1;
        while (after < _text.Length && after - start < LongestEntity
            && (char.IsAsciiLetterOrDigit(_text[after]) || _text[after] == '#'))
            after++;
        return after < _text.Length && after - start > 1 && _text[after++] == ';';
    }

    /// <summary><c>%s</c>, <c>%1$s</c>, <c>%(name)s</c>.</summary>
    private readonly bool TryPassFormat(int start, out int after)
    {
        after = start + 1;
        if (after < _text.Length && _text[after] == '(')
        {
            var close = _text.Slice(after, Math.Min(LongestPlaceholder, _text.Length - after)).IndexOf(')');
            if (close < 0) return false;
            after += close + 1;
        }
        else
        {
            while (after < _text.Length
                && (char.IsAsciiDigit(_text[after]) || _text[after] is '$' or '.' or '-' or '+'))
                after++;
        }

        if (after >= _text.Length || !char.IsAsciiLetter(_text[after])) return false;
        after++;
        return after == _text.Length || !char.IsAsciiLetter(_text[after]);
    }

    /// <summary>A name after @. Where words are not parted by spaces only the sign is passed.</summary>
    private readonly bool TryPassName(int start, out int after)
    {
        after = start + 1;
        while (after < _text.Length
            && Scripts.Of(_text[after]) is not (ScriptGroup.None or ScriptGroup.Han or ScriptGroup.Thai))
            after++;
        return true;
    }
}
