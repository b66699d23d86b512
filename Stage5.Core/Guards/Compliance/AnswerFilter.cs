using System.Text;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance;

/// <summary>
/// Restores tokens and redacts or refuses what a model itself wrote. What has left is kept a little as context; what
/// may still become something is held, at most <see cref="Text.Decision"/> characters (not counting invisible ones),
/// or a find that has begun until it ends.
/// </summary>
internal sealed class AnswerFilter(CompliancePolicy policy, Redactions redactions) : ITextFilter
{
    private const int ContextKept = Text.Lookback + 16;
    private const int RescanAlways = 1024;

    private readonly Findings _findings = new();
    private char[] _buffer = new char[512];
    private int _length;
    private int _left;
    private int _scanAt;

    public IReadOnlyList<ComplianceFinding> Findings => _findings.All;

    public string Push(string part)
    {
        _findings.ThrowIfBlocked();
        if (_buffer.Length < _length + part.Length)
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + part.Length));
        part.CopyTo(_buffer.AsSpan(_length));
        _length += part.Length;
        return _length - _left < _scanAt ? "" : Advance(final: false);
    }

    public string Flush()
    {
        _findings.ThrowIfBlocked();
        return Advance(final: true);
    }

    private string Advance(bool final)
    {
        var folded = Folded.Of(_buffer.AsSpan(0, _length));
        var pending = folded.IndexFrom(_left);
        var open = final ? folded.Text.Length : Math.Max(pending, OpenFrom(folded.Text));
        var output = new StringBuilder(_length - _left);
        foreach (var hit in FindFrom(folded.Text, pending, final))
        {
            if (hit.Start >= open) break;
            // What touches the end may go on, a key block even after white space.
            if (hit.End > open || (hit.End == folded.Text.Length && !final))
            {
                open = hit.Start;
                break;
            }

            Leave(output, folded.Origin(hit.Start));
            var end = folded.OriginOfEnd(hit.End);
            Settle(output, hit, _buffer.AsSpan(_left, end - _left));
            _left = end;
        }

        var until = open == folded.Text.Length ? _length : folded.Origin(open);
        if (until > _left) Leave(output, until);
        var context = folded.Origin(Math.Max(0, folded.IndexFrom(_left) - ContextKept));
        _buffer.AsSpan(context, _length - context).CopyTo(_buffer);
        (_length, _left) = (_length - context, _left - context);
        // A long find that has begun is not looked through again with every part that comes.
        _scanAt = output.Length == 0 && _length - _left > RescanAlways ? (_length - _left) * 5 / 4 : 0;
        return output.ToString();
    }

    private List<Hit> FindFrom(ReadOnlySpan<char> text, int pending, bool final)
    {
        List<Hit>? hits = null;
        if (policy.Detects) Scanner.Scan(text, policy, ref hits);
        if (policy.Phrases.Blocks) policy.Phrases.Scan(text, ref hits);
        if (!redactions.IsEmpty) redactions.FindTokens(text, final, ref hits);
        if (hits is null) return [];
        // What begins in the context was settled when it was more than context.
        hits.RemoveAll(hit => hit.Start < pending);
        return Overlaps.Resolve(hits);
    }

    private int OpenFrom(ReadOnlySpan<char> text)
    {
        var open = policy.Detects ? Tail.OpenFrom(text) : text.Length;
        if (policy.Phrases.Blocks) open = Math.Min(open, policy.Phrases.OpenFrom(text));
        if (!redactions.IsEmpty) open = Math.Min(open, Redactions.OpenFrom(text));
        return open;
    }

    private void Leave(StringBuilder output, int until)
    {
        output.Append(_buffer, _left, until - _left);
        _left = until;
    }

    private void Settle(StringBuilder output, Hit hit, ReadOnlySpan<char> value)
    {
        if (hit.Action == ComplianceAction.Restore)
        {
            output.Append(hit.Value ?? value.ToString());
            return;
        }

        // The caller's own value, written out by the model, is the caller's still.
        if (redactions.Holds(value.ToString()))
        {
            output.Append(value);
            return;
        }

        _findings.Add(hit);
        _findings.ThrowIfBlocked();
        if (hit.Action is ComplianceAction.Redact or ComplianceAction.Review) output.Append('[').Append(hit.Class).Append(']');
        else output.Append(value);
    }
}

/// <summary>For a policy that allows everything, when there is nothing to restore.</summary>
internal sealed class PassThrough : ITextFilter
{
    public static PassThrough Instance { get; } = new();

    public IReadOnlyList<ComplianceFinding> Findings => [];

    public string Push(string part) => part;

    public string Flush() => "";
}
