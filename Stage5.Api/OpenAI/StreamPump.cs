using System.Buffers;
using System.IO.Pipelines;
using Stage5.Api.OpenAI.Answers;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;

namespace Stage5.Api.OpenAI;

/// <summary>Passes a stream on, event by event as it comes, and notes what it used.</summary>
/// <param name="filter">Null where nothing has to be put back or looked for: then the bytes stay as they came.</param>
/// <param name="passUsage">The caller asked for the usage chunk; otherwise only Stage5 did.</param>
internal sealed class StreamPump(
    string provider, IAnswerStream answer, AnswerFilter? filter, bool passUsage, PipeWriter client)
{
    private readonly AnswerScan _scan = new();
    private TokenCount? _usage;
    private bool _isLast;
    private bool _done;

    /// <summary>Of the whole answer: what some servers count on the way says nothing of its end.</summary>
    public TokenCount? Usage => _done || _isLast ? _usage : null;

    public long OutputBytes { get; private set; }

    /// <exception cref="ModelException">It ended without its end marker, or is no answer.</exception>
    /// <exception cref="ComplianceException">What the model wrote may not leave.</exception>
    public async Task RunAsync(CancellationToken aborted)
    {
        do
        {
            while (!_done && answer.TryNext(out var next)) Pass(next);
            await client.FlushAsync(aborted);
            aborted.ThrowIfCancellationRequested();
            if (_done) return;
        }
        while (await answer.ReadAsync());
        throw new ModelException(provider, ModelFailure.Transient, "the answer was cut off before its end.");
    }

    private void Pass(in ServerEvent next)
    {
        if (next.Data.IsEmpty) client.Write(next.Raw.Span);
        else if (next.IsDone) Finish();
        else PassChunk(next);
    }

    private void PassChunk(in ServerEvent next)
    {
        AnswerScanner.Read(next.Data.Span, _scan);
        // What the server says in an error can repeat keys and users' words.
        if (_scan.IsError)
            throw new ModelException(provider, ModelFailure.Transient, "sent an error in its stream.");
        if (!_scan.IsAnswer)
            throw new ModelException(provider, ModelFailure.Transient, "the answer is not a chat completion.");
        _usage = _scan.Usage ?? _usage;
        _isLast |= _scan.IsUsageOnly;
        OutputBytes += _scan.OutputBytes;
        if (_scan.IsUsageOnly && !passUsage) return;
        if (filter is null) client.Write(next.Raw.Span);
        else filter.Chunk(next.Data.Span, _scan, client);
    }

    private void Finish()
    {
        filter?.End(client);
        client.Write("data: [DONE]\n\n"u8);
        _done = true;
    }
}
