using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Stage5.Core.Audit;

/// <summary>Reads chains: line by line, by what is looked for, and to a verdict.</summary>
/// <remarks>Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.</remarks>
public sealed class AuditReader
{
    private const int Page = 500;

    // What one search looks through before it gives back what it has, with a cursor to go on from.
    private const int MostLooked = 20_000;

    private readonly AuditStore _store;
    private readonly AuditKeys _keys;

    internal AuditReader(AuditStore store, AuditKeys keys) => (_store, _keys) = (store, keys);

    /// <summary>Public keys (SubjectPublicKeyInfo) whose signatures are believed, by key id.</summary>
    public IReadOnlyDictionary<string, byte[]> TrustedKeys => _keys.Trusted;

    /// <summary>How far the chain reaches, without a line of it.</summary>
    public Task<AuditPage> StateAsync(string chain, CancellationToken ct) =>
        _store.PageAsync(chain, oldestFirst: false, after: null, most: 0, ct);

    /// <summary>Every line, oldest first: the sealed ones, then what is open when it is read.</summary>
    /// <param name="after">A number; null starts at the first that is kept.</param>
    public async IAsyncEnumerable<string> ReadAsync(
        string chain, long? after, [EnumeratorCancellation] CancellationToken ct)
    {
        var (open, sealedNumber) = (false, -1L);
        while (true)
        {
            var page = await _store.PageAsync(chain, oldestFirst: true, after, Page, ct);
            if (sealedNumber < 0)
                sealedNumber = page.Sealed;
            foreach (var line in page.Lines)
            {
                // What is sealed while this is read stays as it was said to be: behind an open record all are open.
                // One that was sealed before and has no hashes was stripped of them, and is passed on as it is.
                open |= AuditChain.HashesOf(line) is null && AuditRecord.NumberOf(line) > sealedNumber;
                yield return open ? AuditChain.Open(line) : line;
            }
            if (page.Lines.Count < Page)
                yield break;
            after = page.Last;
        }
    }

    /// <summary>One record and how far its chain reaches; null when there is none of that number.</summary>
    public async Task<(string Line, AuditPage Page)?> FindAsync(string chain, long number, CancellationToken ct)
    {
        var page = await _store.PageAsync(chain, oldestFirst: true, number - 1, most: 1, ct);
        return page.Lines is [var line] && AuditRecord.NumberOf(line) == number ? (line, page) : null;
    }

    /// <summary>Records that are looked for, newest first.</summary>
    /// <param name="before">Cursor of the page before; null for the newest.</param>
    /// <returns>The records, and where to go on; null at the chain's beginning.</returns>
    public async Task<(IReadOnlyList<AuditRecord> Records, long? Next)> SearchAsync(
        string chain, AuditQuery query, long? before, int limit, CancellationToken ct)
    {
        var found = new List<AuditRecord>(limit);
        for (var looked = 0; looked < MostLooked;)
        {
            var page = await _store.PageAsync(chain, oldestFirst: false, before, Page, ct);
            foreach (var line in page.Lines)
            {
                looked++;
                if (AuditRecord.TryRead(line) is not { } record)
                    continue;
                before = record.Number;
                // Times are the store's own and go up with the numbers.
                if (record.At < query.From)
                    return (found, null);
                if (!query.Takes(record))
                    continue;
                found.Add(record);
                if (found.Count == limit)
                    return (found, before > page.Start.Number + 1 ? before : null);
            }
            before = page.Last;
            if (page.Lines.Count < Page)
                return (found, null);
        }
        return (found, before);
    }

    /// <summary>Reads the whole chain and says whether it is as it was written.</summary>
    /// <param name="progress">Told how many lines were read, and how many there are, every so often.</param>
    public async Task<AuditVerdict> VerifyAsync(string chain, Func<long, long, Task>? progress, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var state = await StateAsync(chain, ct);
            var inspection = new AuditInspection(
                chain, state.Start, state.Head, state.Given, [.. _keys.Trusted.Values]);
            await foreach (var line in ReadAsync(chain, after: null, ct))
            {
                inspection.Read(line);
                if (progress is not null && inspection.Checked % Page == 0)
                    await progress(inspection.Checked, state.Given - state.Start.Number);
            }
            var verdict = inspection.End();
            // Records that outlived their retention while the chain was read are not missing.
            if (verdict.Right || tries == 3 || (await StateAsync(chain, ct)).Start == state.Start)
                return verdict;
        }
    }
}

/// <summary>What is looked for; null takes any.</summary>
/// <param name="Action">Beginning of the action's name.</param>
/// <param name="Fingerprint">Of the exact text a record is about.</param>
public sealed record AuditQuery(
    DateTimeOffset? From = null, DateTimeOffset? To = null, string? User = null, string? Action = null,
    string? Outcome = null, string? TaskId = null, string? Fingerprint = null)
{
    public bool Takes(AuditRecord record) =>
        !(record.At < From) && !(record.At >= To)
        && (User is null || string.Equals(record.Actor.User, User, StringComparison.Ordinal))
        && (Action is null || record.Action.StartsWith(Action, StringComparison.Ordinal))
        && (Outcome is null || record.Outcome == Outcome)
        && (TaskId is null || record.TaskId == TaskId)
        && (Fingerprint is null || record.Fingerprint == Fingerprint);

    /// <summary>For the record that tells of a search: never a text.</summary>
    public override string ToString() => string.Join(' ', new[]
    {
        From is { } from ? $"from={from.ToString("O", CultureInfo.InvariantCulture)}" : null,
        To is { } to ? $"to={to.ToString("O", CultureInfo.InvariantCulture)}" : null,
        User is null ? null : $"user={User}",
        Action is null ? null : $"action={Action}",
        Outcome is null ? null : $"outcome={Outcome}",
        TaskId is null ? null : $"taskId={TaskId}",
        Fingerprint is null ? null : $"fingerprint={Fingerprint}",
    }.OfType<string>());
}
