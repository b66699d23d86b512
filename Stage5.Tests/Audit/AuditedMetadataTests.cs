using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Api.Audit;
using Stage5.Core.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

/// <summary>No effect without a record, whoever leaves or does not answer.</summary>
public sealed class AuditedMetadataTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    private static readonly AuditedMetadata Endpoint = new("thing.changed", "thing", null);

    [Theory, OnEachStore]
    public async Task A_caller_who_leaves_stops_neither_the_change_nor_its_record(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        using var left = new CancellationTokenSource();
        var context = ContextOf(world);
        context.RequestAborted = left.Token;
        var given = new List<CancellationToken>();

        await Endpoint.RunAsync(EndpointFilterInvocationContext.Create(context, "id", left.Token), async call =>
        {
            await left.CancelAsync();
            given.AddRange(call.GetArgument<CancellationToken>(1), call.HttpContext.RequestAborted);
            return TypedResults.NoContent();
        });

        given.ShouldAllBe(token => !token.CanBeCanceled);
        context.RequestAborted.ShouldBe(left.Token, "what writes the answer may know");
        await ShouldTellAsync(world, "succeeded");
    }

    [Theory, OnEachStore]
    public async Task What_a_store_did_not_answer_in_time_is_on_record_as_unknown(StoreKind kind)
    {
        var world = await WorldAsync(kind);

        await Should.ThrowAsync<TimeoutException>(async () => await Endpoint.RunAsync(
            EndpointFilterInvocationContext.Create(ContextOf(world)), _ => throw new TimeoutException()));

        await ShouldTellAsync(world, "unknown");
    }

    [Theory, OnEachStore]
    public async Task What_was_given_up_half_way_is_on_record_as_unknown(StoreKind kind)
    {
        var world = await WorldAsync(kind);

        await Should.ThrowAsync<OperationCanceledException>(async () => await Endpoint.RunAsync(
            EndpointFilterInvocationContext.Create(ContextOf(world)), _ => throw new OperationCanceledException()));

        await ShouldTellAsync(world, "unknown");
    }

    [Theory, OnEachStore]
    public async Task What_broke_is_on_record_and_what_is_no_request_is_not(StoreKind kind)
    {
        var world = await WorldAsync(kind);

        await Should.ThrowAsync<BadHttpRequestException>(async () => await Endpoint.RunAsync(
            EndpointFilterInvocationContext.Create(ContextOf(world)), _ => throw new BadHttpRequestException("x")));
        await Should.ThrowAsync<InvalidOperationException>(async () => await Endpoint.RunAsync(
            EndpointFilterInvocationContext.Create(ContextOf(world)), _ => throw new InvalidOperationException()));

        await ShouldTellAsync(world, "failed");
    }

    private async Task ShouldTellAsync(AuditWorld world, string outcome)
    {
        var record = (await world.RecordsAsync(Tenant, Ct)).ShouldHaveSingleItem();
        (record.Action, record.Resource, record.Outcome, record.Actor.User)
            .ShouldBe(("thing.changed", "thing", outcome, "ana"));
    }

    private static DefaultHttpContext ContextOf(AuditWorld world) => new()
    {
        User = Identity.OfRole(Tenant, "ana", "admin", "t-1")!.ToPrincipal(),
        RequestServices = new ServiceCollection().AddLogging().AddSingleton(world.Log).BuildServiceProvider(),
    };
}
