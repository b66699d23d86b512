using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Contracts.Events;

namespace Stage5.Tests.Events;

internal static class ContractAssertions
{
    public static void ShouldFollowTheContract(this TaskEvent item) =>
        JsonSerializer.SerializeToElement(item, ContractsJson.Default.TaskEvent).ShouldFollowTheContract();

    public static void ShouldFollowTheContract(this JsonElement item) =>
        EventContract.Current.Check(item).ShouldBeNull(item.GetRawText());

    /// <summary>For who has a payload and no envelope: it is put into one.</summary>
    public static void ShouldFollowTheContract(this JsonObject payload, string type) => new TaskEvent(
        TaskEvent.CurrentVersion, TaskEvent.CurrentSchema, type, type, 1, "a-task", "a-run", "2026-03-02T09:00:00.000Z",
        payload).ShouldFollowTheContract();
}
