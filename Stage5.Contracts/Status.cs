using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Stage5.Contracts.Events;

namespace Stage5.Contracts;

/// <summary>What runs, how it is, and what it is doing now.</summary>
/// <param name="HmacFallback">
/// <c>removed</c> where no callback can come in without a signature, found out by a walk of the endpoints; else
/// <c>present</c>. Null from a server that does not say.
/// </param>
public sealed record StatusView(
    IReadOnlyList<ResourceStatus> Resources, QueueStatus Queue, string? HmacFallback = null);

/// <summary>One resource as last probed.</summary>
/// <param name="Name"><c>cache</c>, <c>api</c>, <c>worker-…</c> or a provider's id.</param>
/// <param name="Kind"><c>store</c>, <c>service</c> or <c>provider</c>.</param>
/// <param name="Detail">A sentence: version, address or reason.</param>
/// <param name="CheckedAt">When it was probed or last reported itself.</param>
public sealed record ResourceStatus(
    string Name, string Kind, ResourceHealth Health, string Detail, DateTimeOffset CheckedAt);

[JsonConverter(typeof(CamelCaseEnumConverter<ResourceHealth>))]
public enum ResourceHealth
{
    /// <summary>Ready by its configuration, but nothing has asked it.</summary>
    Unknown,
    Healthy,
    Degraded,
    Unhealthy,
}

/// <summary>The caller's tenant's queue now, in tasks.</summary>
public sealed record QueueStatus(long Live, long Batch, long Delayed, long Running, long Dead);

/// <summary>A browser request that failed for good, reported by the dashboard.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path of the request, no query.</param>
/// <param name="Status">HTTP status; 0 when no response came.</param>
/// <param name="Code">The problem's code, if there was one.</param>
/// <param name="Attempts">Tries made.</param>
/// <param name="DurationMs">From the first try to the last failure.</param>
/// <param name="Page">Path of the page it happened on.</param>
public sealed record BrowserFailure(
    [property: RegularExpression("^[A-Z]{3,7}$")] string Method,
    [property: StringLength(200), RegularExpression(Limits.OneLine)] string Path,
    [property: Range(0, 599)] int Status,
    [property: StringLength(64), RegularExpression(Limits.OneLine)] string? Code,
    [property: Range(1, 100)] int Attempts,
    [property: Range(0, 3_600_000)] double DurationMs,
    [property: StringLength(200), RegularExpression(Limits.OneLine)] string Page);

/// <summary>A task event that a dashboard's page refused: it is not what the contract of events says.</summary>
/// <param name="Kind">In what it differs; names as in <see cref="ContractDifferences"/>.</param>
/// <param name="EventType">The event's type, where it says one.</param>
/// <param name="Expected">A place and what may stand there; never what stood there.</param>
/// <param name="Page">Path of the page it happened on.</param>
public sealed record ContractMismatch(
    [property: AllowedValues(
        ContractDifferences.Json, ContractDifferences.Schema, ContractDifferences.Version, ContractDifferences.Flat,
        ContractDifferences.Missing, ContractDifferences.Type, ContractDifferences.Value, ContractDifferences.Task,
        ErrorMessage = "kind must be json, schema, version, flat, missing, type, value or task.")]
    string Kind,
    [property: StringLength(64), RegularExpression(Limits.OneLine)] string? EventType,
    [property: StringLength(200), RegularExpression(Limits.OneLine)] string Expected,
    [property: StringLength(200), RegularExpression(Limits.OneLine)] string Page);
