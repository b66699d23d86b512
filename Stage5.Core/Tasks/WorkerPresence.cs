using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>What a worker says of itself.</summary>
/// <param name="Id">Unique to the process.</param>
/// <param name="InFlight">Runs it holds now.</param>
/// <param name="Capacity">Runs it holds at most.</param>
public sealed record WorkerReport(string Id, DateTimeOffset StartedAt, int InFlight, int Capacity, string Version);

/// <summary>A worker's last report.</summary>
/// <param name="LastSeen">By the store's clock.</param>
/// <param name="Age">How long ago that was, by the same clock.</param>
public sealed record WorkerSeen(WorkerReport Report, DateTimeOffset LastSeen, TimeSpan Age);

/// <summary>Which workers there are. They report every few seconds; one silent for an hour is forgotten.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class WorkerPresence(Store store)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    public async Task ReportAsync(WorkerReport report, CancellationToken ct = default)
    {
        var json = JsonSerializer.Serialize(report, WorkerJson.Default.WorkerReport);
        RedisValue[] args = [report.Id, json, (long)Forgotten.TotalMilliseconds];
        await store.RunAsync(TaskScripts.WorkerReport, [Keys.Workers], args, ct);
    }

    /// <summary>A worker that stops in order says so.</summary>
    public Task LeaveAsync(string workerId, CancellationToken ct = default) =>
        store.InTimeAsync(store.Database.HashDeleteAsync(Keys.Workers, workerId), ct);

    /// <summary>Every worker that was heard of in the last hour, by id.</summary>
    public async Task<IReadOnlyList<WorkerSeen>> ListAsync(CancellationToken ct = default)
    {
        var reply = ((RedisResult[]?)await store.RunAsync(TaskScripts.WorkerList, [Keys.Workers], [], ct))!;
        var now = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[0]);
        var entries = ((RedisValue[]?)reply[1])!;
        return entries
            .Where((_, i) => i % 2 == 1)
            .Select(value => Read(value.ToString(), now))
            .Where(seen => seen.Age < Forgotten)
            .OrderBy(seen => seen.Report.Id, StringComparer.Ordinal)
            .ToList();
    }

    private static WorkerSeen Read(string value, DateTimeOffset now)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        var seen = DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(value.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture));
        var report = JsonSerializer.Deserialize(value.AsSpan(space + 1), WorkerJson.Default.WorkerReport)!;
        return new WorkerSeen(report, seen, now - seen);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WorkerReport))]
internal sealed partial class WorkerJson : JsonSerializerContext;
