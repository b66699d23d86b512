using System.Text.Json;
using StackExchange.Redis;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>What one process last said.</summary>
public sealed record ModelReport(string Process, IReadOnlyList<ModelMeasure> Measures);

/// <summary>What the processes measured, in the store. One that is silent for ten seconds is left out.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class ModelReports(Store store)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly LuaScript Report = LuaScript.Embedded("model-report", "clock");
    private static readonly LuaScript List = LuaScript.Embedded("model-list", "clock");

    /// <param name="measures">JSON of <see cref="ModelMeasure"/>s.</param>
    internal Task WriteAsync(string process, string measures, CancellationToken ct = default) => store.RunAsync(
        Report, [Keys.Models], [process, measures, (long)Silence.TotalMilliseconds], ct);

    /// <summary>A process that stops in order says so.</summary>
    internal Task LeaveAsync(string process, CancellationToken ct = default) =>
        store.InTimeAsync(store.Database.HashDeleteAsync(Keys.Models, process), ct);

    /// <summary>By process.</summary>
    public async Task<IReadOnlyList<ModelReport>> ListAsync(CancellationToken ct = default)
    {
        RedisValue[] args = [(long)Silence.TotalMilliseconds];
        var reply = ((RedisValue[]?)await store.RunAsync(List, [Keys.Models], args, ct))!;
        return [.. reply.Chunk(2)
            .Select(entry => new ModelReport(entry[0]!, JsonSerializer.Deserialize(
                (string)entry[1]!, ModelMeasureJson.Default.IReadOnlyListModelMeasure)!))
            .OrderBy(report => report.Process, StringComparer.Ordinal)];
    }
}
