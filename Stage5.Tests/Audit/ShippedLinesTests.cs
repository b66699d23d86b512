using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NSubstitute;
using Stage5.Core.Audit;
using Stage5.ServiceDefaults;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

/// <summary>What collects logs has a copy of the audit that can be verified.</summary>
public sealed class ShippedLinesTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    private static readonly AuditEntry ByAddress = new(
        Tenant, new AuditActor("ana.berg@example.com", "session", "0190c2f4"), "role.assigned", "person/ben@example.com");

    [Theory, OnEachStore]
    public async Task Lines_that_were_shipped_verify_as_those_on_disk_do_also_where_people_are_known_by_address(
        StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await WriteAsync(world, 20);
        await world.Log.AppendAsync(ByAddress, Ct);
        var log = new RecordingLog();
        using var loggers = Redacting(log);
        var sealer = new AuditSealer(
            world.Store, world.Segments, world.Keys, Time, new Logger<AuditSealer>(loggers));

        await sealer.SealAsync(Tenant, Ct);

        var shipped = log.Lines.Where(line => line.StartsWith("1210 ", StringComparison.Ordinal))
            .Select(line => line["1210 ".Length..].TrimEnd()).ToList();
        shipped.ShouldBe(await world.LinesAsync(Tenant, Ct));
        var verifier = new AuditVerifier(AuditPlace.Start);
        foreach (var line in shipped)
            verifier.Read(line);
        (verifier.Fault, verifier.Last.Number).ShouldBe((null, 21));
    }

    [Theory, OnEachStore]
    public async Task A_line_that_is_not_as_it_was_sealed_is_redacted_as_every_other(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await world.Log.AppendAsync(ByAddress, Ct);
        var open = (await world.LinesAsync(Tenant, Ct)).ShouldHaveSingleItem();
        await world.Sealer.SealAsync(Tenant, Ct);
        var line = (await world.LinesAsync(Tenant, Ct)).ShouldHaveSingleItem();

        ShippedLines.Redact(line).ShouldBeSameAs(line);
        foreach (var other in new[] { open, line + " ", line.Replace("ben", "eve", StringComparison.Ordinal), "x" + line })
            ShippedLines.Redact(other).ShouldNotContain("@example.com");
    }

    // As the worker has it.
    private static RedactingLoggerFactory Redacting(ILoggerProvider provider)
    {
        var redactors = new ServiceCollection().AddTextRedactor(static _ => ShippedLines.Redact, ShippedLines.Contains)
            .BuildServiceProvider().GetServices<ITextRedactor>();
        var filters = Substitute.For<IOptionsMonitor<LoggerFilterOptions>>();
        filters.CurrentValue.Returns(new LoggerFilterOptions());
        return new RedactingLoggerFactory(
            [provider], filters, Options.Create(new LoggerFactoryOptions()), new TextRedaction(redactors));
    }
}
