using System.Globalization;
using StackExchange.Redis;

namespace Stage5.Core.Access.ApiKeys;

/// <summary>A key as the store has it: the fields of <c>key-prelude.lua</c>.</summary>
/// <param name="Hash">SHA-256 of the secret, in hexadecimal.</param>
/// <param name="OldHash">That of the secret before, while it is good; otherwise empty.</param>
internal sealed record KeyRow(ApiKey Key, string Hash, string OldHash)
{
    public bool Accepts(string hash) =>
        // Both are compared whatever the first says: how long it takes tells nothing.
        KeyToken.Same(hash, Hash) | (OldHash.Length > 0 && KeyToken.Same(hash, OldHash));

    /// <returns>Null when the script found none.</returns>
    public static KeyRow? Read(string tenant, string id, RedisResult reply)
    {
        if (reply.IsNull)
            return null;
        var fields = (string[])reply!;
        return new KeyRow(
            new ApiKey(
                tenant, id, fields[0], fields[1], fields[2], fields[3].Length == 0 ? null : fields[3].Split(' '),
                fields[8], Time(fields[9])!.Value, Time(fields[7]), Time(fields[11]), Time(fields[10]),
                Time(fields[6])),
            fields[4], fields[5]);
    }

    private static DateTimeOffset? Time(string milliseconds) => milliseconds.Length == 0
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
