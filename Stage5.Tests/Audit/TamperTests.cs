using Stage5.Core.Audit;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

/// <summary>What somebody who has the store, or the disk, can do to the audit: each is found, with the record's number.</summary>
public sealed class TamperTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    private const string Edit = """
        local key = KEYS[1] .. ':audit:' .. ARGV[1]
        local line = redis.call('ZRANGEBYSCORE', key, ARGV[2], ARGV[2])[1]
        redis.call('ZREM', key, line)
        redis.call('ZADD', key, ARGV[2], (string.gsub(line, '"user":"ana"', '"user":"eve"')))
        """;

    private const string Delete = "redis.call('ZREMRANGEBYSCORE', KEYS[1] .. ':audit:' .. ARGV[1], ARGV[2], ARGV[2])";

    private const string Swap = """
        local key = KEYS[1] .. ':audit:' .. ARGV[1]
        local one = redis.call('ZRANGEBYSCORE', key, ARGV[2], ARGV[2])[1]
        local other = redis.call('ZRANGEBYSCORE', key, ARGV[3], ARGV[3])[1]
        redis.call('ZADD', key, ARGV[3], one, ARGV[2], other)
        """;

    [Theory, OnEachStore]
    [Trait("Threat", "AU-T1")]
    public async Task A_sealed_record_that_is_edited_is_found(StoreKind kind) =>
        await FoundAsync(kind, Edit, 7, 0, AuditFaultKind.Altered, 7);

    [Theory, OnEachStore]
    public async Task A_sealed_record_that_is_deleted_is_found(StoreKind kind) =>
        await FoundAsync(kind, Delete, 7, 0, AuditFaultKind.Missing, 7);

    [Theory, OnEachStore]
    public async Task The_newest_sealed_record_that_is_deleted_is_found(StoreKind kind) =>
        await FoundAsync(kind, Delete, 20, 0, AuditFaultKind.Missing, 20);

    [Theory, OnEachStore]
    [Trait("Threat", "AU-T1")]
    public async Task Sealed_records_that_change_places_are_found(StoreKind kind) =>
        await FoundAsync(kind, Swap, 7, 12, AuditFaultKind.Reordered, 7);

    [Theory, OnEachStore]
    public async Task An_open_record_that_is_deleted_is_found_and_stays_so(StoreKind kind)
    {
        var world = await PreparedAsync(kind);
        await world.TamperAsync(Tenant, Delete, "open", 23);

        Fault(await world.Reader.VerifyAsync(Tenant, null, Ct)).ShouldBe((AuditFaultKind.Missing, 23));
        await world.Sealer.SealAsync(Tenant, Ct);
        (await world.RecordsAsync(Tenant, Ct))[22].Action.ShouldBe("record.lost");
    }

    [Theory, OnEachStore]
    public async Task The_newest_open_record_that_is_deleted_is_found(StoreKind kind)
    {
        var world = await PreparedAsync(kind);
        await world.TamperAsync(Tenant, Delete, "open", 30);

        Fault(await world.Reader.VerifyAsync(Tenant, null, Ct)).ShouldBe((AuditFaultKind.Missing, 30));
    }

    [Theory, OnEachStore]
    public async Task Open_records_that_change_places_are_found(StoreKind kind)
    {
        var world = await PreparedAsync(kind);
        await world.TamperAsync(Tenant, Swap, "open", 23, 26);

        Fault(await world.Reader.VerifyAsync(Tenant, null, Ct)).Number.ShouldBe(23);
    }

    [Theory, OnEachStore]
    public async Task A_line_stripped_of_its_hashes_does_not_pass_for_one_that_is_not_sealed_yet(StoreKind kind)
    {
        var world = await PreparedAsync(kind);
        await world.TamperAsync(Tenant, """
            local key = KEYS[1] .. ':audit:sealed'
            local line = redis.call('ZRANGEBYSCORE', key, 9, 9)[1]
            redis.call('ZREM', key, line)
            redis.call('ZADD', key, 9, (string.gsub(string.gsub(line, ',"prev".*', '}'), 'ana', 'eve')))
            """);

        Fault(await world.Reader.VerifyAsync(Tenant, null, Ct)).ShouldBe((AuditFaultKind.Altered, 9));
    }

    [Theory, OnEachStore]
    public async Task Records_that_are_passed_off_as_outlived_are_found(StoreKind kind)
    {
        var world = await PreparedAsync(kind);
        await world.TamperAsync(Tenant, """
            local root = KEYS[1] .. ':audit'
            local line = redis.call('ZRANGEBYSCORE', root .. ':sealed', 8, 8)[1]
            redis.call('ZREMRANGEBYSCORE', root .. ':sealed', '-inf', 8)
            redis.call('HSET', root, 'trimmed', '8', 'trimmed_hash', string.match(line, '"hash":"(%x+)"'))
            """);

        Fault(await world.Reader.VerifyAsync(Tenant, null, Ct)).ShouldBe((AuditFaultKind.Missing, 8));
    }

    [Theory, OnEachStore]
    [Trait("Threat", "AU-T1")]
    public async Task An_end_that_is_cut_off_with_its_numbers_is_found_by_the_signature(StoreKind kind)
    {
        var world = await PreparedAsync(kind);
        // All that can be made without the key: hash, head and counters that fit, and no signature.
        await world.TamperAsync(Tenant, """
            local root = KEYS[1] .. ':audit'
            redis.call('DEL', root .. ':open')
            redis.call('ZREMRANGEBYSCORE', root .. ':sealed', 16, '+inf')
            local line = redis.call('ZRANGEBYSCORE', root .. ':sealed', 15, 15)[1]
            local hash = string.match(line, '"hash":"(%x+)"')
            local head = redis.call('HGET', root, 'head')
            head = string.gsub(head, '"number":20', '"number":15')
            head = string.gsub(head, '"hash":"%x+"', '"hash":"' .. hash .. '"')
            redis.call('HSET', root, 'sealed', '15', 'number', '15', 'hash', hash, 'head', head)
            """);

        var verdict = await world.Reader.VerifyAsync(Tenant, null, Ct);

        (verdict.Right, verdict.Fault, verdict.Signature).ShouldBe((false, null, AuditSignature.Wrong));
    }

    [Theory]
    [InlineData("edit", AuditFaultKind.Altered, 120)]
    [InlineData("delete", AuditFaultKind.Missing, 120)]
    [InlineData("swap", AuditFaultKind.Reordered, 120)]
    [InlineData("cut", AuditFaultKind.Missing, 241)]
    [InlineData("file", AuditFaultKind.Missing, 101)]
    [InlineData("first", AuditFaultKind.Missing, 100)]
    [Trait("Threat", "AU-T1")]
    public async Task Segments_on_disk_that_are_tampered_with_are_found(string how, AuditFaultKind kind, long number)
    {
        var world = await WorldAsync(StoreKind.Redis);
        await WriteAsync(world, 250);
        await world.Sealer.SealAsync(Tenant, Ct);
        var files = world.Files(Tenant);
        AuditFiles.Verify(files, [world.PublicKey]).ShouldSatisfyAllConditions(
            verdict => verdict.Right.ShouldBeTrue(), verdict => verdict.Checked.ShouldBe(250));
        var (file, at) = how == "cut" ? (files[2], 40) : (files[1], 19);
        var lines = (await File.ReadAllLinesAsync(file, Ct)).ToList();
        switch (how)
        {
            case "edit":
                lines[at] = lines[at].Replace("\"ana\"", "\"eve\"", StringComparison.Ordinal);
                break;
            case "delete":
                lines.RemoveAt(at);
                break;
            case "swap":
                (lines[at], lines[at + 5]) = (lines[at + 5], lines[at]);
                break;
            case "cut":
                lines.RemoveRange(at, lines.Count - at);
                break;
            case "file":
                File.Delete(files[1]);
                break;
            case "first":
                File.Delete(files[0]);
                break;
        }
        if (File.Exists(file))
            await File.WriteAllTextAsync(file, string.Concat(lines.Select(line => line + "\n")), Ct);

        var found = AuditFiles.Verify(AuditFiles.ChainsOf([world.Path]).Single(), [world.PublicKey]);

        Fault(found).ShouldBe((kind, number));
    }

    private async Task FoundAsync(StoreKind kind, string script, int one, int other, AuditFaultKind fault, long number)
    {
        var world = await PreparedAsync(kind);

        await world.TamperAsync(Tenant, script, "sealed", one, other);

        Fault(await world.Reader.VerifyAsync(Tenant, null, Ct)).ShouldBe((fault, number));
    }

    // Twenty sealed records and ten open ones.
    private async Task<AuditWorld> PreparedAsync(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await WriteAsync(world, 20);
        await world.Sealer.SealAsync(Tenant, Ct);
        await WriteAsync(world, 10);
        (await world.Reader.VerifyAsync(Tenant, null, Ct)).Right.ShouldBeTrue();
        return world;
    }

    private static (AuditFaultKind Kind, long Number) Fault(AuditVerdict verdict)
    {
        verdict.Right.ShouldBeFalse();
        return (verdict.Fault.ShouldNotBeNull().Kind, verdict.Fault.Number);
    }
}
