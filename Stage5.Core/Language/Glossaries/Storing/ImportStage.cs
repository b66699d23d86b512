using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Language.Glossaries.Storing;

/// <summary>
/// A generation that an import fills where nobody sees it. Used, it takes the glossary's place in one step; not
/// used, it is dropped, or expires with a process that died.
/// </summary>
internal sealed class ImportStage(
    Store store, GlossaryBook book, GlossaryHead head, string user, string conflicts, TimeSpan expiry)
{
    private const int CopySize = 1_000;

    /// <summary>How long a reader may take that began before the step.</summary>
    private const int ReadersMilliseconds = 60_000;

    private readonly string _generation = Guid.CreateVersion7().ToString("N");

    private RedisValue Version => head.Version;

    private RedisValue Expiry => (long)expiry.TotalMilliseconds;

    /// <returns>What each row met; null when the glossary was changed meanwhile.</returns>
    public async Task<IReadOnlyList<StagedRow>?> AddAsync(
        IReadOnlyList<GlossaryEntry> entries, CancellationToken ct)
    {
        var args = new List<RedisValue>(7 + (entries.Count * 3))
        {
            book.Name, _generation, Version, conflicts, Expiry, user,
        };
        foreach (var entry in entries)
        {
            args.Add(entry.Id.ToString());
            args.Add(GlossaryValues.KeyOf(entry));
            args.Add(GlossaryValues.Write(entry));
        }

        var reply = await RunAsync(GlossaryScripts.Stage, [.. args], ct);
        if ((string)reply[0]! != "done") return null;
        return [.. reply.Skip(1).Chunk(3).Select(row => new StagedRow(
            (string)row[0]! switch
            {
                "a" => RowVerdict.Added,
                "u" => RowVerdict.Unchanged,
                "c" => RowVerdict.Conflict,
                _ => RowVerdict.Duplicate,
            },
            (string)row[1]!,
            (string)row[2]! is { Length: > 0 } json ? GlossaryValues.Parse(json) : null))];
    }

    /// <summary>Takes over what the import leaves as it is, and puts the whole in the glossary's place.</summary>
    /// <param name="added">Entries that were not there before.</param>
    /// <returns>False when the glossary was changed meanwhile; it is as it was then.</returns>
    public async Task<bool> UseAsync(int added, CancellationToken ct)
    {
        for (var after = ""; ;)
        {
            var copied = await RunAsync(
                GlossaryScripts.Copy, [book.Name, _generation, Version, after, CopySize, Expiry], ct);
            if ((string)copied[0]! == "changed") return false;
            if ((string)copied[0]! == "done") break;
            after = (string)copied[1]!;
        }

        var flipped = await RunAsync(GlossaryScripts.Flip,
            [book.Name, _generation, Version, user, head.Count + added, ReadersMilliseconds], ct);
        return (string)flipped[0]! == "done";
    }

    public Task DropAsync() =>
        store.RunAsync(GlossaryScripts.Drop, [Keys.Root(book.Tenant)], [book.Name, _generation]);

    private Task<RedisResult[]> RunAsync(Storage.LuaScript script, RedisValue[] args, CancellationToken ct) =>
        store.RunOnTenantAsync(script, book.Tenant, args, ct);
}
