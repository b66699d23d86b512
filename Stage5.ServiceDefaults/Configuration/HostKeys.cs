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
        new("Stage5:Data", "text", "../.stage5/data", "AppHost: the directory of the store that it starts.",
            "/var/lib/stage5"),
    ];
}
