using Stage5.Core.Models;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>A stream as an upstream of OpenAI's wire sends it.</summary>
internal sealed class WireStream(
    IOpenAIWire wire, HttpResponseMessage response, Stream stream, PartLimit limit, CancellationToken caller) : IAnswerStream
{
    private const int MostReads = 64;

    private readonly EventSplitter _splitter = new();
    private ServerEvent? _first;
    private bool _ended;
    private bool _done;

    /// <summary>Waits for the first event that says something; until then another upstream can answer instead.</summary>
    public async Task BeginAsync()
    {
        do
        {
            while (TryNext(out var next))
            {
                if (next.Data.IsEmpty) continue;
                _first = next;
                return;
            }
        }
        while (await ReadAsync());
        throw wire.FailureOf(new IOException("The stream is empty."));
    }

    public bool TryNext(out ServerEvent next)
    {
        if (_first is { } first)
        {
            (next, _first) = (first, null);
            return true;
        }

        if (_splitter.TryNext(out next))
        {
            _done |= next.IsDone;
            return true;
        }

        // Some servers close right behind the end marker, without the blank line.
        return _ended && _splitter.TryRest(out next) && next.IsDone;
    }

    public async ValueTask<bool> ReadAsync()
    {
        if (_ended) return false;
        limit.Restart();
        try
        {
            var read = await stream.ReadAsync(_splitter.Free(), limit.Token);
            _splitter.Filled(read);
            _ended = read == 0;
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !caller.IsCancellationRequested)
        {
            throw wire.FailureOf(exception);
        }
        finally
        {
            limit.Pause();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended && !_done) await AbandonAsync();
        await stream.DisposeAsync();
        response.Dispose();
        limit.Dispose();
        _splitter.Dispose();
    }

    // What is only disposed is read on for two seconds, so that its connection can serve again, and the upstream works
    // on. A read that is cancelled closes the connection at once.
    private async Task AbandonAsync()
    {
        try
        {
            for (var reads = 0; reads < MostReads; reads++)
            {
                using var now = new CancellationTokenSource();
                var read = stream.ReadAsync(_splitter.Free(), now.Token);
                await now.CancelAsync();
                if (await read == 0) return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ModelException)
        {
            // It is closed.
        }
    }
}
