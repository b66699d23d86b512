using Stage5.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// Signs the tokens of a developer's machine; made at first use and kept in the user-secrets store.
var developmentKey = builder.AddParameter("development-key", new DevelopmentKey(), secret: true, persist: true);

// Signs how far the audit reaches; kept likewise, so that what was signed yesterday is still believed today.
var auditKey = builder.AddParameter("audit-key", new DevelopmentKey(), secret: true, persist: true);

// Everything that Stage5 remembers: a server that runs elsewhere, or one of this machine.
var data = builder.Configuration["Stage5:Data"] ?? "../.stage5/data";
var cache = builder.Configuration["ConnectionStrings:cache"] is null
    ? builder.AddRedis("cache").WithDataBindMount(data)
    : builder.AddConnectionString("cache");

// HTTP in, HTTP out. Each process inherits the AppHost's environment, Stage5__* with it, as it does under Aspire.
var api = builder.AddProject<Projects.Stage5_Api>("api")
    .WithReference(cache).WaitFor(cache)
    .WithEnvironment(DevelopmentKey.HandOverPublicHalf(developmentKey.Resource))
    .WithEnvironment(AuditKey.HandOverPublicHalf(auditKey.Resource))
    .WithEnvironment(DevelopmentKey.HandOverWebhookKey(developmentKey.Resource))
    .WithHttpHealthCheck("/health");

// The background loops, twice, so that one of them may die.
builder.AddProject<Projects.Stage5_Worker>("worker")
    .WithReference(cache).WaitFor(cache)
    .WithEnvironment(DevelopmentKey.HandOverPublicHalf(developmentKey.Resource))
    .WithEnvironment(AuditKey.HandOver(auditKey.Resource, Path.Combine(data, "audit")))
    .WithEnvironment(DevelopmentKey.HandOverWebhookKey(developmentKey.Resource))
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReplicas(2);

// The dashboard: the only part that a browser talks to.
var web = builder.AddProject<Projects.Stage5_Web>("web")
    .WithReference(api).WaitFor(api)
    .WithEnvironment(DevelopmentKey.HandOverDashboardToken(developmentKey.Resource, TimeProvider.System))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

var token = new TokenCommand(developmentKey.Resource, web.GetEndpoint("http"), TimeProvider.System);
if (args is ["token", .. var options])
    return await token.RunAsync(options, Console.Out, Console.Error);

web.OnResourceReady((_, _, cancel) => token.PrintLinkAsync(Console.Out, cancel));
await builder.Build().RunAsync();
return Environment.ExitCode;
