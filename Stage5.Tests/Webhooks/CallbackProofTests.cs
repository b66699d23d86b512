extern alias api;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Proof = api::Stage5.Api.Callbacks.CallbackProof;
using Scheme = api::Stage5.Api.Callbacks.SignatureHandler;

namespace Stage5.Tests.Webhooks;

[Trait("Attack", "unsigned callback")]
public sealed class CallbackProofTests
{
    private const string Source = "Stage5:Callbacks:Sources:crm:";

    private static readonly (string, string)[] Right =
    [
        ("Stage5:Secrets:crm-secret", Signing.Published), (Source + "Kind", "standard"),
        (Source + "Secret", "crm-secret"), (Source + "Tenant", "acme"), (Source + "Events:0", "message.created"),
    ];

    [Theory]
    [InlineData("Stage5:Secrets:crm-secret", "", "crm-secret, which is in no source of secrets")]
    [InlineData("Stage5:Secrets:crm-secret", "changeit", "not usable: it does not start with whsec_")]
    [InlineData("Stage5:Secrets:crm-secret", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "it is all zeros")]
    [InlineData("Stage5:Secrets:crm-secret", "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh", "it is not random")]
    [InlineData("Stage5:Secrets:crm-secret", "whsec_c2hvcnQ=", "it has 5 bytes; 24 to 64 are wanted")]
    [InlineData(Source + "Secret", "", "no callback is taken unsigned")]
    [InlineData(Source + "Kind", "unsigned", "must be standard or teamsOutgoing")]
    [InlineData(Source + "Kind", "teamsOutgoing", "must say what its messages are translated into")]
    [InlineData(Source + "Tenant", "", "must be a tenant's name")]
    [InlineData(Source + "Events:0", "", "must name what it may deliver")]
    [Trait("Threat", "CB-S1")]
    public void A_source_that_cannot_be_believed_stops_the_start_and_says_why(string key, string value, string said)
    {
        using var host = new Host([.. Right.Where(one => one.Item1 != key), .. value.Length == 0 ? [] : new[] { (key, value) }]);

        var failure = Should.Throw<Exception>(() => host.Services);

        failure.ToString().ShouldContain(said);
        failure.ToString().ShouldContain("Sources:crm");
        failure.ToString().ShouldNotContain(Signing.Published);
    }

    [Fact]
    public void Right_sources_start()
    {
        using var host = new Host(Right);

        host.Services.GetRequiredService<Proof>().HmacFallback().ShouldBe("removed");
    }

    [Fact]
    [Trait("Threat", "CB-S1")]
    public void Any_way_in_without_the_signature_stops_the_start()
    {
        using var host = new Host(Right);
        var proof = host.Services.GetRequiredService<Proof>();
        (Action<IEndpointRouteBuilder> Map, string Said)[] ways =
        [
            (app => app.MapPost("/api/callbacks/unsigned", () => { }), "does not ask for the scheme Signature alone"),
            (app => app.MapPost("/api/callbacks/{source}/v0", () => { }).RequirePermission(Permissions.CallbacksDeliver),
                "does not ask for the scheme Signature alone"),
            (app => app.MapPost("/API/Callbacks/x", () => { })
                .RequirePermission(Permissions.CallbacksDeliver, Scheme.SchemeName, "Bearer"),
                "does not ask for the scheme Signature alone"),
            (app => app.MapPost("/api/callbacks/open", () => { })
                .RequirePermission(Permissions.CallbacksDeliver, Scheme.SchemeName).AllowAnonymous(), "lets anyone in"),
            (app => app.MapPost("/api/callbacks/other", () => { })
                .RequirePermission(Permissions.TasksAll, Scheme.SchemeName), "does not ask for the permission callbacks:deliver"),
            (app => app.MapPost("/api/elsewhere", () => { })
                .RequirePermission(Permissions.CallbacksDeliver), "takes a callback's identity outside of /api/callbacks"),
            (app => app.MapPost("/hooks", () => { })
                .RequirePermission(Permissions.TurnsWrite, Scheme.SchemeName), "takes a callback's identity outside of"),
        ];

        foreach (var (map, said) in ways)
        {
            var builder = WebApplication.CreateSlimBuilder();
            using var app = builder.Build();
            app.MapPost("/api/callbacks/{source}", () => { })
                .RequirePermission(Permissions.CallbacksDeliver, Scheme.SchemeName);
            proof.Verify(Endpoints(app));
            map(app);

            Should.Throw<InvalidOperationException>(() => proof.Verify(Endpoints(app))).Message.ShouldContain(said);
        }

        Should.Throw<InvalidOperationException>(() => proof.Verify([])).Message.ShouldContain("nothing to prove");
    }

    [Fact]
    public void Another_handler_under_the_schemes_name_is_found()
    {
        using var host = new Host(Right);
        var schemes = new AuthenticationOptions();
        schemes.AddScheme(Scheme.SchemeName, builder => builder.HandlerType = typeof(object));
        var proof = ActivatorUtilities.CreateInstance<Proof>(host.Services, Options.Create(schemes));

        proof.HmacFallback().ShouldBe("present");
    }

    private static IEnumerable<Endpoint> Endpoints(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints);

    private sealed class Host((string Key, string Value)[] settings) : WebApplicationFactory<api::Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.ConfigureLogging(static logging => logging.ClearProviders());
            builder.UseSetting("ConnectionStrings:cache", "127.0.0.1:1,connectTimeout=100");
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
        }
    }
}
