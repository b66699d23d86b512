using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class EndpointPermissionTests
{
    [Fact]
    public async Task A_host_whose_endpoints_all_declare_a_permission_starts()
    {
        await using var app = Build();
        app.MapGroup("/api").RequirePermission("tasks:read").MapGet("/tasks", () => "");
        Should.NotThrow(() => app.VerifyEndpointPermissions());
    }

    [Fact]
    public async Task Every_undeclared_endpoint_is_named_before_the_host_starts()
    {
        await using var app = Build();
        app.MapGet("/first", () => "");
        app.MapPost("/second/{id}", () => "");
        app.MapGet("/third", () => "").RequireAuthorization();
        app.MapGet("/declared", () => "").RequirePermission("tasks:read");
        var error = Should.Throw<InvalidOperationException>(() => app.VerifyEndpointPermissions());
        error.Message.ShouldContain("/first");
        error.Message.ShouldContain("/second/{id}");
        error.Message.ShouldContain("/third");
        error.Message.ShouldNotContain("/declared");
        error.Message.ShouldNotContain("/health");
        error.Message.ShouldNotContain("/metrics");
    }

    [Fact]
    public async Task An_anonymous_endpoint_must_be_on_the_list_even_if_it_declares_a_permission()
    {
        await using var app = Build();
        app.MapGet("/login", () => "").RequirePermission("session:create").AllowAnonymous();
        Should.Throw<InvalidOperationException>(() => app.VerifyEndpointPermissions("/other"))
            .Message.ShouldContain("/login");
        Should.NotThrow(() => app.VerifyEndpointPermissions("/login"));
    }

    [Fact]
    public async Task A_route_that_ends_in_a_star_allows_what_begins_like_it()
    {
        await using var app = Build();
        app.MapGet("/lib/{file}", () => "").AllowAnonymous();
        app.MapGet("/library", () => "").AllowAnonymous();
        var error = Should.Throw<InvalidOperationException>(() => app.VerifyEndpointPermissions("/lib/*"));
        error.Message.ShouldContain("/library");
        error.Message.ShouldNotContain("/lib/{file}");
    }

    [Fact]
    public async Task A_declared_permission_can_be_read_from_the_endpoint()
    {
        await using var app = Build();
        app.MapGet("/tasks", () => "").RequirePermission("tasks:read");
        var endpoint = ((IEndpointRouteBuilder)app).DataSources
            .SelectMany(source => source.Endpoints)
            .Single(one => one is RouteEndpoint { RoutePattern.RawText: "/tasks" });
        endpoint.Metadata.GetMetadata<PermissionMetadata>().ShouldBe(new PermissionMetadata("tasks:read"));
    }

    private static WebApplication Build()
    {
        var builder = TestHost.Builder();
        builder.AddServiceDefaults();
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken);
        return builder.Build().MapDefaultEndpoints();
    }
}
