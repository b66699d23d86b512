using System.Globalization;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Language.Glossaries.Storing;

/// <summary>The glossaries' entries in the store; each call is one script, or pages of one.</summary>
internal sealed class GlossaryStore(Store store)
{
    /// <summary>Entries that one call reads: few enough that it holds nobody else up for long.</summary>
    private const int PageSize = 1_000;

    /// <summary>Some are parsed while others are under way.</summary>
    private const int PagesAtOnce = 4;

    private const int IdsPageSize = 20_000;

    public async Task<IReadOnlyList<GlossaryHead>> HeadsAsync(
        string tenant, string user, IReadOnlyList<GlossaryBook> books, CancellationToken ct)
    {
        var reply = await RunAsync(
            GlossaryScripts.Heads, tenant, [user, .. books.Select(book => (RedisValue)book.Name)], ct);
        return [.. reply.Chunk(4).Select(row =>
            new GlossaryHead(Number(row[0]), (string)row[1]!, (int)Number(row[2]), Number(row[3])))];
    }

    public async Task<GlossaryHead> HeadAsync(GlossaryBook book, string user, CancellationToken ct) =>
        (await HeadsAsync(book.Tenant, user, [book], ct))[0];

    /// <summary>
    /// All entries of a generation as they are read: pages while others write, so the caller asks afterwards for
    /// what changed since the version it knew before.
    /// </summary>
    public async Task<List<GlossaryEntry>> LoadAsync(GlossaryBook book, GlossaryHead head, CancellationToken ct)
    {
        var pages = (await IdsAsync(book, head, ct)).Chunk(PageSize).ToArray();
        var found = new IReadOnlyList<GlossaryEntry>[pages.Length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = PagesAtOnce, CancellationToken = ct };
        await Parallel.ForAsync(0, pages.Length, limits, async (at, token) =>
            found[at] = await ValuesAsync(book, head, pages[at], token));
        var entries = new List<GlossaryEntry>(head.Count);
        foreach (var page in found)
            entries.AddRange(page);
        return entries;
    }

    private async Task<List<string>> IdsAsync(GlossaryBook book, GlossaryHead head, CancellationToken ct)
    {
        for (var ids = new List<string>(head.Count); ;)
        {
            var reply = await RunAsync(GlossaryScripts.Ids, book.Tenant,
                [book.Name, head.Generation, ids.Count == 0 ? "" : ids[^1], IdsPageSize], ct);
            ids.AddRange(reply.Select(id => (string)id!));
            if (reply.Length < IdsPageSize) return ids;
        }
    }

    private async Task<List<GlossaryEntry>> ValuesAsync(
        GlossaryBook book, GlossaryHead head, string[] ids, CancellationToken ct)
    {
        var reply = await RunAsync(GlossaryScripts.Values, book.Tenant,
            [book.Name, head.Generation, .. ids.Select(id => (RedisValue)id)], ct);
        var (found, values) = (new List<GlossaryEntry>(ids.Length), new GlossaryValues());
        for (var i = 0; i < ids.Length; i++)
        {
            if ((string)reply[i]! is { Length: > 0 } value) found.Add(values.Read(ids[i], value));
        }

        return found;
    }

    /// <returns>What changed since a version, null for what is gone; null when only reading all tells.</returns>
    public async Task<(long Version, Dictionary<Guid, GlossaryEntry?> Changes)?> ChangesAsync(
        GlossaryBook book, string generation, long since, CancellationToken ct)
    {
        var reply = await RunAsync(GlossaryScripts.Changes, book.Tenant, [book.Name, generation, since], ct);
        if ((string)reply[0]! != "done") return null;
        var (changes, values) = (new Dictionary<Guid, GlossaryEntry?>(), new GlossaryValues());
        for (var i = 2; i + 1 < reply.Length; i += 2)
        {
            var (id, value) = ((string)reply[i]!, (string)reply[i + 1]!);
            changes[Guid.Parse(id)] = value.Length == 0 ? null : values.Read(id, value);
        }

        return (Number(reply[1]), changes);
    }

    public Task<WriteReply> AddAsync(
        GlossaryBook book, string user, GlossaryEntry entry, int most, CancellationToken ct) =>
        WriteAsync(book, user, "add", entry.Id, null, entry, most, ct);

    /// <param name="version">Expected; null for any.</param>
    public Task<WriteReply> PutAsync(
        GlossaryBook book, string user, GlossaryEntry entry, long? version, CancellationToken ct) =>
        WriteAsync(book, user, "put", entry.Id, version, entry, 0, ct);

    /// <inheritdoc cref="PutAsync"/>
    public Task<WriteReply> DropAsync(
        GlossaryBook book, string user, Guid id, long? version, CancellationToken ct) =>
        WriteAsync(book, user, "drop", id, version, null, 0, ct);

    public async Task<GlossaryEntry?> FindAsync(GlossaryBook book, Guid id, CancellationToken ct) =>
        (await WriteAsync(book, "", "look", id, null, null, 0, ct)).Entry;

    private async Task<WriteReply> WriteAsync(
        GlossaryBook book, string user, string what, Guid id, long? version, GlossaryEntry? entry, int most,
        CancellationToken ct)
    {
        var reply = await RunAsync(GlossaryScripts.Write, book.Tenant,
        [
            book.Name, user, what, id.ToString(),
            version?.ToString(CultureInfo.InvariantCulture) ?? "*",
            entry is null ? "" : GlossaryValues.KeyOf(entry),
            entry is null ? "" : GlossaryValues.Write(entry),
            most,
        ], ct);
        var rest = (string)reply[2]!;
        return (string)reply[0]! switch
        {
            "done" when rest.Length == 0 => new WriteReply(WriteOutcome.Done),
            "done" => new WriteReply(WriteOutcome.Done, new GlossaryValues().Read(id.ToString(), rest)),
            "missing" => new WriteReply(WriteOutcome.Missing),
            "version" => new WriteReply(WriteOutcome.Version),
            "exists" => new WriteReply(WriteOutcome.Exists, Other: rest),
            _ => new WriteReply(WriteOutcome.Full),
        };
    }

    private Task<RedisResult[]> RunAsync(
        Storage.LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        store.RunOnTenantAsync(script, tenant, args, ct);

    private static long Number(RedisResult result) => long.Parse((string)result!, CultureInfo.InvariantCulture);
}

internal static class GlossaryStoreExtensions
{
    public static async Task<RedisResult[]> RunOnTenantAsync(
        this Store store, Storage.LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        (RedisResult[])(await store.RunAsync(script, [Keys.Root(tenant)], args, ct))!;
}
