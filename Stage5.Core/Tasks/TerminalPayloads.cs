using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts;

namespace Stage5.Core.Tasks;

/// <summary>Payloads of the terminal events that the store writes itself; runs use the same shape.</summary>
public static class TerminalPayloads
{
    /// <summary>Of <c>task_failed</c>: <c>{"outcome", "code", "message", "next", "providers"}</c>.</summary>
    public static JsonObject Failed(TaskError error)
    {
        var payload = JsonSerializer.SerializeToNode(error, ContractsJson.Default.TaskError)!.AsObject();
        payload.Insert(0, "outcome", "failed");
        return payload;
    }

    /// <summary>Of <c>task_cancelled</c>: <c>{"outcome", "reason"}</c>.</summary>
    public static JsonObject Cancelled() => new() { ["outcome"] = "cancelled", ["reason"] = "cancel_requested" };

    internal static readonly TaskError Interrupted = new(
        "interrupted", "The process that ran this task for its caller ended.", "Send the request again.");

    internal static readonly TaskError WorkerLost = new(
        "worker_lost", "Every worker that ran this task ended before it did.",
        "See the workers' logs for this task, then send the request again.");

    internal static string Json(TaskError error) =>
        JsonSerializer.Serialize(error, ContractsJson.Default.TaskError);

    internal static string CancelledJson { get; } = Cancelled().ToJsonString();
}
