using Stage5.Core.Models;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>A stream as an upstream of OpenAI's wire sends it.</summary>
internal sealed class WireStream(
    IOpenAIWire wire, HttpResponseMessage response, Stream stream, PartLimit limit, CancellationToken caller) : IAnswerStream
{
    private readonly EventSplitter _splitter = new();
    private ServerEvent? _first;
    private bool _ended;

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

        if (_splitter.TryNext(out next)) return true;
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
        await stream.DisposeAsync();
        response.Dispose();
        limit.Dispose();
        _splitter.Dispose();
    }
}
