using Stage5.Contracts;

namespace Stage5.ServiceDefaults;

/// <summary>Keys that hosts read besides the options of the core.</summary>
public static class HostKeys
{
    public static IReadOnlyList<KnownKey> All { get; } =
    [
        new("ConnectionStrings:cache", "text", null, "The store: Redis, Valkey or Garnet (--lua --lua-transaction-mode).",
            "redis.internal:6379,password=…,ssl=true") { Secret = true },
        new("ConnectionStrings:secrets", "address", null, "The vault that secrets come from.", "https://stage5.vault.azure.net/"),
        new("ConnectionStrings:vectors", "text", null, "Qdrant, where vectors are not kept in the store.",
            "Endpoint=http://qdrant:6333;SecretName=qdrant-key") { Secret = true },
        new("ConnectionStrings:vectors_http", "text", null, "The same, as Aspire names that endpoint.",
            "Endpoint=http://qdrant:6333") { Secret = true },
        new("OTEL_EXPORTER_OTLP_ENDPOINT", "address", null, "Where logs, metrics and traces go.", "http://collector:4317"),
        new("services:api:{scheme}:{index}", "address", null, "Dashboard: where the API is.", "http://api:8080"),
        new("Stage5:Proxies", "list", null, "Proxies whose X-Forwarded-For is believed: addresses or networks.",
            "10.0.0.0/8"),
        new("Stage5:Cors:Origins", "list", null, "API: origins whose pages may ask from a browser; none if absent.",
            "https://portal.example.com"),
        new("Stage5:Web:ApiKey", "text", null, "Dashboard: a token or key of the role dashboard, with which replicas share "
            + "the keys of their cookies.", "s5_…") { Secret = true },
        new("Stage5:Web:ApiKeySecret", "text", null, "Dashboard: name of the secret that has it; goes before ApiKey.",
            "dashboard-key"),
        new("Stage5:Web:SignIn:Authority", "address", null, "Dashboard: the provider that people sign in at.",
            "https://login.microsoftonline.com/{tenant id}/v2.0"),
        new("Stage5:Web:SignIn:ClientId", "text", null, "Dashboard: its id at the provider.", "0b6f2c1e-…"),
        new("Stage5:Web:SignIn:ClientSecret", "text", null, "Dashboard: name of the secret that has its secret there.",
            "dashboard-sign-in"),
        new("Stage5:Web:SignIn:Scopes", "text", "openid profile", "Dashboard: scopes to ask for, separated by spaces.",
            "openid profile"),
        new("Stage5:Web:SignIn:Token", "text", "id_token", "Dashboard: which of the provider's tokens the API verifies, "
            + "id_token or access_token.", "id_token"),
        new("Stage5:Data", "text", "../.stage5/data", "AppHost: the directory of the store that it starts.",
            "/var/lib/stage5"),
    ];
}
