extern alias worker;

using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Tests.Stores;
using worker::Stage5.Worker;

namespace Stage5.Tests.Audit;

/// <summary>Who is not let in to what a worker shows is on record as whoever is not let in to the API.</summary>
public sealed class MetricsAuditTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task Whoever_is_not_known_and_whoever_may_not_are_on_record(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        var audit = new MetricsAudit(new AuditBursts(world.Log, Time, NullLogger<AuditBursts>.Instance));
        var context = new DefaultHttpContext { Request = { Method = "GET" } };
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.9");

        await audit.FailedAsync(context);
        context.User = Identity.OfRole(Tenant, "ana", "user", "t-1")!.ToPrincipal();
        await audit.DeniedAsync(context, "metrics:read");

        var failed = (await world.RecordsAsync(AuditChains.Platform, Ct)).ShouldHaveSingleItem();
        (failed.Action, failed.Outcome, (string?)failed.Details!["address"], (string?)failed.Details["host"])
            .ShouldBe(("authentication.failed", "refused", "10.0.0.9", "worker"));
        var denied = (await world.RecordsAsync(Tenant, Ct)).ShouldHaveSingleItem();
        (denied.Action, denied.Actor.User, (string?)denied.Details!["permission"])
            .ShouldBe(("permission.denied", "ana", "metrics:read"));
    }
}
