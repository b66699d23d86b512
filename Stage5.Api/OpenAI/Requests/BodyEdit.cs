using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stage5.Core.Models;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>Other bytes in the place of a stretch of a document; a stretch of no length is an insertion.</summary>
internal sealed record BodyEdit(int Start, int Length, ReadOnlyMemory<byte> Bytes)
{
    public static BodyEdit Replace(JsonRange range, ReadOnlyMemory<byte> bytes) => new(range.Start, range.Length, bytes);

    public static BodyEdit Replace(JsonRange range, string text) => Replace(range, Quoted(text));

    /// <summary>A JSON string, escaped only where JSON asks for it.</summary>
    public static byte[] Quoted(string text)
    {
        var escaped = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return [(byte)'"', .. escaped.EncodedUtf8Bytes, (byte)'"'];
    }

    /// <param name="edits">In order of their places, not overlapping.</param>
    public static void Splice(ReadOnlySpan<byte> document, IReadOnlyList<BodyEdit> edits, IBufferWriter<byte> to)
    {
        var at = 0;
        foreach (var edit in edits)
        {
            to.Write(document[at..edit.Start]);
            to.Write(edit.Bytes.Span);
            at = edit.Start + edit.Length;
        }

        to.Write(document[at..]);
    }
}

/// <summary>The changes that a request needs before it can go to an upstream; all else stays as it came.</summary>
internal sealed class BodyEdits(RequestScan scan)
{
    private readonly List<BodyEdit> _edits = [];

    /// <summary>What a redacted text is called upstream.</summary>
    public void Replace(JsonRange text, string by) => _edits.Add(BodyEdit.Replace(text, by));

    /// <summary>Makes the upstream tell what a stream used, which it does only when asked.</summary>
    public void AskForUsage()
    {
        if (!scan.Stream || scan.IncludeUsage) return;
        if (!scan.IncludeUsageAt.IsAbsent)
            _edits.Add(BodyEdit.Replace(scan.IncludeUsageAt, "true"u8.ToArray()));
        else if (scan.StreamOptionsIsObject)
            _edits.Add(new BodyEdit(scan.StreamOptionsAt.Start + 1, 0,
                scan.StreamOptionsIsEmpty ? "\"include_usage\":true"u8.ToArray() : "\"include_usage\":true,"u8.ToArray()));
        else if (!scan.StreamOptionsAt.IsAbsent)
            _edits.Add(BodyEdit.Replace(scan.StreamOptionsAt, "{\"include_usage\":true}"u8.ToArray()));
        else
            _edits.Add(new BodyEdit(scan.Brace + 1, 0, "\"stream_options\":{\"include_usage\":true},"u8.ToArray()));
    }

    /// <summary>The whole document with the changes made.</summary>
    public byte[] Apply(ReadOnlyMemory<byte> body, string model, ProviderKind? kind = null)
    {
        var bytes = new ArrayBufferWriter<byte>(body.Length);
        BodyEdit.Splice(body.Span, For(model, kind), bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>In order of their places, with the model's name upstream.</summary>
    /// <param name="kind">Of a provider of OpenAI's wire; null where another reads the limits.</param>
    public IReadOnlyList<BodyEdit> For(string model, ProviderKind? kind)
    {
        List<BodyEdit> all = [.. _edits, BodyEdit.Replace(scan.ModelAt, model)];
        if (kind is { } known && Limit(known) is { } limit) all.Add(limit);
        all.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        return all;
    }

    // A limit by the name that a server does not know is none, and the worst case was reckoned with it.
    private BodyEdit? Limit(ProviderKind kind)
    {
        var (known, other, name) = kind == ProviderKind.OpenAICompatible
            ? (scan.OldLimit, scan.NewLimit, "\"max_tokens\"")
            : (scan.NewLimit, scan.OldLimit, "\"max_completion_tokens\"");
        if (known.Value is not null || other.Value is not { } limit) return null;
        return known.KeyAt.IsAbsent
            ? BodyEdit.Replace(other.KeyAt, Encoding.UTF8.GetBytes(name))
            : BodyEdit.Replace(
                known.ValueAt, Encoding.UTF8.GetBytes(limit.ToString(CultureInfo.InvariantCulture)));
    }
}
