using System.Text.Json.Nodes;
using Stage5.Core.Reviews;
using Stage5.Core.Tasks;

namespace Stage5.Core.Turns;

/// <summary>Where a turn writes what happens: the task's one append-only log and its end.</summary>
public interface ITurnLog
{
    /// <summary>True once the caller asked for the turn to be cancelled.</summary>
    bool CancelRequested { get; }

    /// <summary>Appends an event; returns its sequence.</summary>
    Task<long> AppendAsync(string type, JsonObject payload, CancellationToken cancellationToken);

    /// <summary>Ends the task: state, result and the one terminal event, in one step.</summary>
    /// <returns>False when the task was to be cancelled meanwhile and ended so instead.</returns>
    Task<bool> FinishAsync(TaskEnd end, CancellationToken cancellationToken);

    /// <summary>Lets the task wait for a person's decision, with all that follows from it.</summary>
    /// <returns>False when the task was to be cancelled meanwhile and ended so instead.</returns>
    Task<bool> ParkAsync(ParkedTurn turn, ReviewOpening opening, CancellationToken cancellationToken);

    /// <summary>Hands the task back for a later attempt. False when none is left: the task has then failed for good.</summary>
    Task<bool> RetryAsync(TaskDelay delay, CancellationToken cancellationToken);
}
