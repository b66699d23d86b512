using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Reviews;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;

namespace Stage5.Tests.Turns;

/// <summary>A task's log in memory: what a turn wrote, in order.</summary>
internal sealed class RecordingLog(bool retries = true) : ITurnLog
{
    private readonly Lock _lock = new();
    private readonly List<(string Type, JsonObject Payload)> _events = [];

    public bool CancelRequested { get; set; }

    public TaskState? Final { get; private set; }

    public TaskError? Error { get; private set; }

    public TimeSpan? NotBefore { get; private set; }

    public TurnResponse? Result { get; private set; }

    public Receipt? Receipt { get; private set; }

    public bool Uncounted { get; private set; }

    public IReadOnlyList<string> Types
    {
        get
        {
            lock (_lock)
                return [.. _events.Select(entry => entry.Type)];
        }
    }

    public JsonObject PayloadOf(string type)
    {
        lock (_lock)
            return _events.Last(entry => entry.Type == type).Payload;
    }

    /// <summary>How the log says that a stage ended.</summary>
    public string? StatusOf(string stage)
    {
        lock (_lock)
            return (string?)_events.Single(entry =>
                entry.Type == "stage_completed" && (string?)entry.Payload["stage"] == stage).Payload["status"];
    }

    public Task<long> AppendAsync(string type, JsonObject payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Final.ShouldBeNull("nothing may follow the terminal event");
            _events.Add((type, payload));
            return Task.FromResult((long)_events.Count);
        }
    }

    public Task<bool> FinishAsync(TaskEnd end, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Final.ShouldBeNull("a task ends once");
            (Final, Result, Error, Receipt) = (end.State, end.Result, end.Error, end.Receipt);
            _events.Add(($"task_{end.State.ToString().ToLowerInvariant()}", end.Payload));
        }

        return Task.FromResult(true);
    }

    public ReviewOpening? Review { get; private set; }

    public Task<bool> ParkAsync(ParkedTurn turn, ReviewOpening opening, CancellationToken cancellationToken)
    {
        (Review, Result) = (opening, turn.Result);
        return Task.FromResult(true);
    }

    public Task<bool> RetryAsync(TaskDelay delay, CancellationToken cancellationToken)
    {
        (Error, NotBefore, Uncounted) = (delay.Reason, delay.NotBefore, delay.Uncounted);
        return Task.FromResult(retries);
    }
}
