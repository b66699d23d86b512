using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Access;

/// <summary>
/// The keys that protect the dashboard's cookies, shared by its replicas. They belong to no tenant. Whoever reads them
/// can read a cookie that they have, and can make one that opens nothing: the API asks for a session's token.
/// </summary>
public sealed class ProtectionKeyStore(Store store)
{
    /// <summary>A key lives for three months, so that is decades.</summary>
    private const int Most = 200;

    private static readonly LuaScript Script = LuaScript.Embedded("protection-keys", "clock");
    private static readonly RedisKey[] Keys = [Storage.Keys.Root(AuditChains.Platform)];

    public async Task<IReadOnlyList<ProtectionKey>> ReadAsync(CancellationToken ct = default) =>
        (await RunAsync("", "", ct)).Keys;

    /// <summary>False when another key has that name.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public async Task<bool> KeepAsync(ProtectionKey key, CancellationToken ct = default) =>
        (await RunAsync(key.Name, key.Xml, ct)).Kept switch
        {
            1 => true,
            0 => false,
            _ => throw new InvalidOperationException($"There are {Most} protection keys already."),
        };

    private async Task<(int Kept, IReadOnlyList<ProtectionKey> Keys)> RunAsync(string name, string xml, CancellationToken ct)
    {
        var result = (RedisResult[])(await store.RunAsync(Script, Keys, [name, xml, Most], ct))!;
        var pairs = (RedisValue[])result[1]!;
        return ((int)result[0],
            [.. pairs.Chunk(2).Select(pair => new ProtectionKey { Name = pair[0]!, Xml = pair[1]! })]);
    }
}
