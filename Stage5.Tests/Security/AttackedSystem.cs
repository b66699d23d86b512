extern alias cli;

using System.Text.Json;
using cli::Stage5.Cli.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Tests.Access.Issuers;
using Stage5.Tests.Api;
using Stage5.Tests.Web;

namespace Stage5.Tests.Security;

/// <summary>
/// The API with a store and a source of callbacks, and the dashboard with a provider, each over a real socket. The
/// command tries the whole catalogue on it once.
/// </summary>
public sealed class AttackedSystem : IAsyncLifetime
{
    /// <summary>Of the one source of callbacks that there is.</summary>
    public const string Source = "crm";

    public const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stage5-attacks-");
    private LoopbackIssuer _issuer = null!;
    private WebApplication _web = null!;

    internal AttackedApi Api { get; } = new();

    internal CheckedSystem Known { get; private set; } = null!;

    /// <summary>What the command said of it, and what it ended with.</summary>
    internal int ExitCode { get; private set; }

    internal string Evidence { get; private set; } = "";

    internal IReadOnlyList<AttackEvidence> Results { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _issuer = await LoopbackIssuer.StartAsync(TimeProvider.System, CancellationToken.None);
        await Api.InitializeAsync();
        var address = Api.Start();
        _web = await WebHost.StartAppAsync(address, time: null, CancellationToken.None, development: true, ownKeys: true,
            ("Stage5:Web:SignIn:Authority", _issuer.Address.OriginalString),
            ("Stage5:Web:SignIn:ClientId", LoopbackIssuer.ClientId),
            ("Stage5:Web:SignIn:ClientSecret", "dashboard-client"),
            ("Stage5:Secrets:dashboard-client", LoopbackIssuer.ClientSecret));
        Known = new CheckedSystem(address)
        {
            Dashboard = new Uri(_web.Urls.Single()),
            Token = Api.TokenOf("demo", "ana"),
            Stranger = Api.TokenOf("other", "mallory"),
            Operator = Api.TokenOf("demo", "olga", "operator"),
            CallbackSource = Source,
            CallbackSecret = Secret,
        };
        var file = new FileInfo(Path.Combine(_folder.FullName, "evidence.json"));
        ExitCode = await SecurityCheck.RunAsync(Known, file, TextWriter.Null, TextWriter.Null, CancellationToken.None);
        Evidence = await File.ReadAllTextAsync(file.FullName);
        Results = JsonSerializer.Deserialize(Evidence, SecurityJson.Default.SecurityEvidence)!.Results;
    }

    /// <summary>A browser without a session.</summary>
    internal Visitor Visit() => WebHost.Visit(_web);

    /// <summary>A browser that came in through a one-time link.</summary>
    internal async Task<Visitor> SignInAsync(CancellationToken ct)
    {
        var visitor = Visit();
        using var login = await visitor.GetAsync($"/login?code={Api.LinkOf("demo")}", ct);
        ((int)login.StatusCode).ShouldBe(302);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await Api.DisposeAsync();
        await _issuer.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal sealed class AttackedApi : StoredApi
    {
        public AttackedApi()
            : base(
                ("Stage5:Secrets:crm-secret", Secret),
                ($"Stage5:Callbacks:Sources:{Source}:Kind", "standard"),
                ($"Stage5:Callbacks:Sources:{Source}:Secret", "crm-secret"),
                ($"Stage5:Callbacks:Sources:{Source}:Tenant", "demo"),
                ($"Stage5:Callbacks:Sources:{Source}:Events:0", "message.created"),
                ("Stage5:Webhooks:Key", "C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo=")) => UseKestrel(0);

        public Uri Start()
        {
            StartServer();
            return new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        }
    }
}

/// <summary>Tests that share the one run of the catalogue.</summary>
[CollectionDefinition(Name)]
public sealed class AttackedCollection : ICollectionFixture<AttackedSystem>
{
    public const string Name = "attacked system";
}
