namespace Stage5.Contracts.Events;

/// <summary>The first thing in which an event, or a stream of them, is not what the contract says.</summary>
/// <param name="Kind">One of <see cref="ContractDifferences"/>.</param>
/// <param name="Expected">A place and what may stand there: <c>payload.attempt: integer ≥ 1</c>.</param>
/// <param name="Found">What stands there instead; never more than 64 characters of it.</param>
public sealed record ContractDifference(string Kind, string Expected, string Found)
{
    /// <summary>A sentence without a full stop: <c>expected payload.attempt: integer ≥ 1, found 0</c>.</summary>
    public override string ToString() => $"expected {Expected}, found {Found}";
}

/// <summary>The values of <see cref="ContractDifference.Kind"/>: a closed set.</summary>
public static class ContractDifferences
{
    /// <summary>It is no JSON object.</summary>
    public const string Json = "json";

    /// <summary>Another schema than this one.</summary>
    public const string Schema = "schema";

    /// <summary>Another version than this one.</summary>
    public const string Version = "version";

    /// <summary>A member of the payload stands beside it, as events had it before there was an envelope.</summary>
    public const string Flat = "flat";

    /// <summary>A member that is required is not there.</summary>
    public const string Missing = "missing";

    /// <summary>A member has another JSON type.</summary>
    public const string Type = "type";

    /// <summary>A member has a value out of its set or bounds.</summary>
    public const string Value = "value";

    /// <summary>The contract has no such type of event: consumers ignore it, validators tell.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>An event of another task.</summary>
    public const string Task = "task";

    /// <summary>An event is missing, comes twice, or stands behind the terminal one; or there is no terminal one.</summary>
    public const string Order = "order";

    /// <summary>The stream says otherwise of an event than the event itself.</summary>
    public const string Frame = "frame";

    public static IReadOnlyList<string> All { get; } =
        [Json, Schema, Version, Flat, Missing, Type, Value, UnknownType, Task, Order, Frame];
}
