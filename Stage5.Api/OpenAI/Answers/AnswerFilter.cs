using System.Buffers;
using System.Globalization;
using System.Text;
using Stage5.Api.OpenAI.Requests;
using Stage5.Core.Guards.Compliance;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>
/// Runs what a model wrote through the tenant's filters, each text of an answer through one of its own, and leaves
/// every other byte as it came.
/// </summary>
internal sealed class AnswerFilter(Func<ITextFilter> create)
{
    private readonly Dictionary<AnswerField, ITextFilter> _open = [];
    private byte[]? _envelope;

    /// <summary>Writes a whole document, filtered.</summary>
    /// <exception cref="ComplianceException">What the model wrote may not leave.</exception>
    public void Document(ReadOnlySpan<byte> document, AnswerScan scan, IBufferWriter<byte> to)
    {
        var edits = new List<BodyEdit>(scan.Texts.Count);
        foreach (var text in scan.Texts)
        {
            var filter = create();
            edits.Add(BodyEdit.Replace(text.At, filter.Push(text.At.Text(document)) + filter.Flush()));
        }

        Splice(document, scan, edits, to);
    }

    /// <summary>Writes a chunk as an event, and before it what was held back of the choices it ends.</summary>
    /// <exception cref="ComplianceException">What the model wrote may not leave.</exception>
    public void Chunk(ReadOnlySpan<byte> chunk, AnswerScan scan, IBufferWriter<byte> to)
    {
        _envelope ??= Envelope(chunk, scan);
        var edits = new List<BodyEdit>(scan.Texts.Count);
        foreach (var text in scan.Texts)
        {
            if (!_open.TryGetValue(text.Field, out var filter)) _open[text.Field] = filter = create();
            edits.Add(BodyEdit.Replace(text.At, filter.Push(text.At.Text(chunk))));
        }

        // A chunk may bring the last text and the end at once: then the text goes before the end.
        if (scan.Finished.Count > 0) WriteEnds(scan, edits, chunk, to);
        to.Write("data: "u8);
        Splice(chunk, scan, edits, to);
        to.Write("\n\n"u8);
    }

    /// <summary>Writes what is still held back when the stream is over.</summary>
    /// <exception cref="ComplianceException">What the model wrote may not leave.</exception>
    public void End(IBufferWriter<byte> to)
    {
        foreach (var (field, filter) in _open) WriteHeld(field, filter.Flush(), to);
        _open.Clear();
    }

    private void WriteEnds(AnswerScan scan, List<BodyEdit> edits, ReadOnlySpan<byte> chunk, IBufferWriter<byte> to)
    {
        foreach (var choice in scan.Finished)
        {
            foreach (var (field, filter) in _open.Where(entry => entry.Key.Choice == choice).ToArray())
            {
                var held = filter.Flush();
                _open.Remove(field);
                var last = scan.Texts.FindLastIndex(text => text.Field == field);
                if (last < 0) WriteHeld(field, held, to);
                else if (held.Length > 0) edits[last] = BodyEdit.Replace(scan.Texts[last].At, Unquoted(edits[last]) + held);
            }
        }
    }

    private static string Unquoted(BodyEdit edit) => new JsonRange(0, edit.Bytes.Length).Text(edit.Bytes.Span);

    private void WriteHeld(AnswerField field, string held, IBufferWriter<byte> to)
    {
        if (held.Length == 0) return;
        to.Write("data: "u8);
        to.Write(_envelope);
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{field.Choice},\"delta\":{{"), to);
        var (open, close) = field.Tool >= 0
            ? (string.Create(CultureInfo.InvariantCulture,
                $"\"tool_calls\":[{{\"index\":{field.Tool},\"{Outer(field)}\":{{\"{field.Name}\":"), "}}]")
            : field.Name == "function_call" ? ("\"function_call\":{\"arguments\":", "}")
            : ($"\"{field.Name}\":", "");
        Encoding.UTF8.GetBytes(open, to);
        to.Write(BodyEdit.Quoted(held));
        Encoding.UTF8.GetBytes(close + "},\"finish_reason\":null}]}\n\n", to);
    }

    private static string Outer(AnswerField field) => field.Name == "input" ? "custom" : "function";

    /// <summary>A chunk of this answer up to its choices.</summary>
    private static byte[] Envelope(ReadOnlySpan<byte> chunk, AnswerScan scan) =>
    [
        .. "{\"id\":"u8, .. scan.IdAt.IsAbsent ? "null"u8 : scan.IdAt.Of(chunk),
        .. ",\"object\":\"chat.completion.chunk\",\"created\":"u8,
        .. scan.CreatedAt.IsAbsent ? "0"u8 : scan.CreatedAt.Of(chunk),
        .. ",\"model\":"u8, .. scan.ModelAt.IsAbsent ? "null"u8 : scan.ModelAt.Of(chunk), .. ",\"choices\":["u8,
    ];

    private static void Splice(
        ReadOnlySpan<byte> document, AnswerScan scan, List<BodyEdit> edits, IBufferWriter<byte> to)
    {
        // They would tell token by token what the filters took out.
        foreach (var at in scan.Logprobs) edits.Add(BodyEdit.Replace(at, "null"u8.ToArray()));
        edits.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        BodyEdit.Splice(document, edits, to);
    }
}
