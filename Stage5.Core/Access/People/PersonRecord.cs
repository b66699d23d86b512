using System.Globalization;
using StackExchange.Redis;

namespace Stage5.Core.Access.People;

/// <summary>Somebody who was seen in a tenant.</summary>
/// <param name="Source">Kind of credential they last came with.</param>
/// <param name="TokenRoles">Roles of their token, as they last came.</param>
/// <param name="Assigned">Roles in place of the token's; null when none were assigned, empty for none at
/// all.</param>
/// <param name="AssignedBy">Who changed that last; null when nobody did.</param>
/// <param name="Version">Rises with each change of roles.</param>
public sealed record PersonRecord(
    string Tenant,
    string User,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    string Source,
    IReadOnlyList<string> TokenRoles,
    IReadOnlyList<string>? Assigned,
    string? AssignedBy,
    DateTimeOffset? AssignedAt,
    long Version)
{
    /// <summary>Those that hold.</summary>
    public IReadOnlyList<string> Roles => Assigned ?? TokenRoles;

    /// <returns>Null when nobody of this name was seen.</returns>
    internal static PersonRecord? Read(string tenant, string user, RedisResult reply)
    {
        var fields = (RedisResult[])reply!;
        return (string?)fields[0] is not { } first ? null : new PersonRecord(
            tenant, user, Time(first), Time((string)fields[1]!), (string)fields[2]!, Words((string)fields[3]!),
            (string?)fields[4] is { } assigned ? Words(assigned) : null, (string?)fields[5],
            (string?)fields[6] is { } at ? Time(at) : null,
            long.Parse((string)fields[7]!, CultureInfo.InvariantCulture));
    }

    internal static string[] Words(string roles) => roles.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static DateTimeOffset Time(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}

/// <summary>What assigning roles came to.</summary>
public enum AssignOutcome
{
    Done,

    /// <summary>Nobody of this name was seen.</summary>
    Missing,

    /// <summary>They were changed meanwhile.</summary>
    Version,

    /// <summary>The tenant would be left without an administrator.</summary>
    LastAdmin,
}
