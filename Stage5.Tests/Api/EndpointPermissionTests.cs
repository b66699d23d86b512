using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Tests.Api;

public sealed class EndpointPermissionTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    private static readonly string[] Open = ["/health", "/alive"];

    [Fact]
    [Trait("Threat", "API-S1")]
    public async Task Every_endpoint_but_health_refuses_a_caller_without_an_identity()
    {
        using var nobody = api.ClientOf(role: null);
        var asked = 0;

        foreach (var (method, path) in Endpoints().Where(endpoint => !Open.Contains(endpoint.Path)))
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await nobody.SendAsync(request, TestContext.Current.CancellationToken);

            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
            if (path.StartsWith("/v1/", StringComparison.Ordinal))
                (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("invalid_api_key");
            else
                await response.ShouldBeProblemAsync(401, "unauthenticated");
            asked++;
        }

        asked.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("user", "GET", "/metrics")]
    [InlineData("auditor", "POST", "/api/tasks")]
    [InlineData("auditor", "GET", "/api/tasks")]
    [InlineData("admin", "POST", "/api/access/session")]
    [InlineData("admin", "POST", "/api/access/session/refresh")]
    [Trait("Threat", "API-E1")]
    public async Task A_role_without_the_permission_is_refused(string role, string method, string path)
    {
        using var client = api.ClientOf(role);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(403, "permission_denied");
    }

    private IEnumerable<(HttpMethod Method, string Path)> Endpoints() =>
        from endpoint in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (HttpMethod.Parse(method), "/" + endpoint.RoutePattern.RawText!.Trim('/')
            .Replace("{taskId}", Guid.Empty.ToString(), StringComparison.Ordinal)
            .Replace("{**id}", "first", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal));
}
