using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Tests.Web;

public sealed class SameOriginTests
{
    private static readonly string[] Changing = ["POST", "PUT", "PATCH", "DELETE"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Attack", "cross-site request")]
    [Trait("Threat", "WEB-S1")]
    public async Task Whatever_changes_something_is_refused_from_another_site()
    {
        await using var api = await ScriptedApi.StartAsync(Ct);
        await using var web = await WebHost.StartAppAsync(api.Address, null, Ct);
        var visitor = WebHost.Visit(web);
        using var login = await visitor.GetAsync($"/login?code={ScriptedApi.GoodCode}", Ct);
        var before = api.Seen.Count;
        var asked = 0;
        var endpoints =
            from endpoint in web.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? Changing
            where Changing.Contains(method)
            select (Method: method, Path: "/" + endpoint.RoutePattern.RawText!.Trim('/')
                .Replace("{**path}", "tasks", StringComparison.Ordinal));

        foreach (var (method, path) in endpoints)
        {
            foreach (var (header, value) in new[] { ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example.com"), ("X-None", "1") })
            {
                using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Headers = { { header, value } } };
                using var refused = await visitor.Copy().SendAsync(request, Ct);
                refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path} with {header}");
                asked++;
            }
        }

        asked.ShouldBeGreaterThan(15);
        api.Seen.Count.ShouldBe(before);
    }
}
