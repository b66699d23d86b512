extern alias api;

using api::Stage5.Api.Audit;
using Microsoft.AspNetCore.Builder;

namespace Stage5.Tests.Audit;

public sealed class VerifyAuditingTests
{
    [Fact]
    public async Task An_endpoint_that_may_change_something_says_what_is_recorded_or_the_host_does_not_start()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/read", () => "read");
        app.MapPost("/told", () => "told").Audited("thing.made", "thing");
        app.MapDelete("/elsewhere", () => "told").AuditedElsewhere("by its script");
        app.VerifyAuditing();

        app.MapPut("/silent", () => "silent");
        app.Map("/any", () => "any");
        app.MapPost("/empty", () => "empty").AuditedElsewhere("");

        var refused = Should.Throw<InvalidOperationException>(() => app.VerifyAuditing());
        foreach (var silent in new[] { "/silent", "/any", "/empty" })
            refused.Message.ShouldContain(silent);
        foreach (var told in new[] { "/read", "/told", "/elsewhere" })
            refused.Message.ShouldNotContain(told);
        Should.Throw<InvalidOperationException>(() => app.VerifyAuditing("/any")).Message.ShouldNotContain("/any");
    }
}
