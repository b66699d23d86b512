extern alias web;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Audit;
using Stage5.Tests.Access.Issuers;
using Stage5.Tests.Api;
using web::Stage5.Web.Sessions;

namespace Stage5.Tests.Web;

/// <summary>A provider, the API with a real store, and the dashboard: three hosts that talk HTTP with each other.</summary>
internal sealed class SignInSystem : IAsyncDisposable
{
    private SignInSystem(LoopbackIssuer issuer, Api api, WebApplication web) => (Issuer, ApiHost, Web) = (issuer, api, web);

    public LoopbackIssuer Issuer { get; }

    public StoredApi ApiHost { get; }

    public WebApplication Web { get; }

    public static async Task<SignInSystem> StartAsync(CancellationToken ct)
    {
        var issuer = await LoopbackIssuer.StartAsync(TimeProvider.System, ct);
        var api = new Api(issuer.Address);
        await api.InitializeAsync();
        var address = api.Start();
        var web = await WebHost.StartAppAsync(address, time: null, ct, development: true, ownKeys: true,
            ("Stage5:Web:SignIn:Authority", issuer.Address.OriginalString),
            ("Stage5:Web:SignIn:ClientId", LoopbackIssuer.ClientId),
            ("Stage5:Web:SignIn:ClientSecret", "dashboard-client"),
            ("Stage5:Secrets:dashboard-client", LoopbackIssuer.ClientSecret),
            (SharedKeys.KeySetting, api.TokenOf(AuditChains.Platform, "dashboard", "dashboard")));
        return new(issuer, api, web);
    }

    public Visitor Visit() => WebHost.Visit(Web);

    /// <summary>As a browser goes: to the provider and back, following where each leads.</summary>
    public async Task<HttpResponseMessage> SignInAsync(Visitor visitor, CancellationToken ct, string returnUrl = "/")
    {
        var callback = await GoToProviderAsync(visitor, ct, returnUrl);
        return await visitor.GetAsync(callback, ct);
    }

    /// <summary>To the provider; returns where it leads back to.</summary>
    public async Task<string> GoToProviderAsync(Visitor visitor, CancellationToken ct, string returnUrl = "/")
    {
        using var start = await visitor.GetAsync($"/login/start?returnUrl={Uri.EscapeDataString(returnUrl)}", ct);
        ((int)start.StatusCode).ShouldBe(302);
        start.Headers.Location!.GetLeftPart(UriPartial.Authority).ShouldBe(Issuer.Address.GetLeftPart(UriPartial.Authority));
        using var provider = await WebHost.Visit(Web).GetAsync(start.Headers.Location.AbsoluteUri, ct);
        ((int)provider.StatusCode).ShouldBe(302);
        return provider.Headers.Location!.AbsoluteUri;
    }

    /// <summary>What the API has on record of a chain, oldest first.</summary>
    public async Task<IReadOnlyList<AuditRecord>> RecordsAsync(string chain, CancellationToken ct)
    {
        var records = new List<AuditRecord>();
        await foreach (var line in ApiHost.Services.GetRequiredService<AuditReader>().ReadAsync(chain, after: null, ct))
            records.Add(AuditRecord.TryRead(line).ShouldNotBeNull(line));
        return records;
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await ApiHost.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    private sealed class Api : StoredApi
    {
        public Api(Uri issuer)
            : base(
                ("Stage5:Access:Issuers:corp:Authority", issuer.OriginalString),
                ("Stage5:Access:Issuers:corp:SignInAudiences", LoopbackIssuer.ClientId),
                ("Stage5:Access:Issuers:corp:Tenant", "acme"),
                ("Stage5:Access:Issuers:corp:Roles:Stage5.Admin", "admin")) => UseKestrel(0);

        public Uri Start()
        {
            StartServer();
            return new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        }
    }
}
