using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Audit;
using Stage5.Core.Storage;
using Stage5.Tests.Api;

namespace Stage5.Tests.Audit;

/// <summary>The API with a key that signs; whoever tests seals.</summary>
public sealed class AuditApi() : StoredApi(
    ("Stage5:Audit:SigningKey", SigningKey),
    ("Stage5:Limits:slow:RequestsPerMinute", "1"), ("Stage5:Limits:slow:RequestBurst", "1"),
    ("Stage5:Compliance:strict:Classes:card", "block"))
{
    private static readonly string SigningKey = MakeKey();

    public Task SealAsync(string chain, CancellationToken ct) => World.Sealer.SealAsync(chain, ct);

    internal AuditWorld World => field ??= new AuditWorld(
        Services.GetRequiredService<Store>(), TimeProvider.System, SigningKey);

    internal AuditReader Reader => Services.GetRequiredService<AuditReader>();

    internal async Task<List<AuditRecord>> RecordsAsync(string chain, CancellationToken ct) =>
        await World.RecordsAsync(chain, ct);

    private static string MakeKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}
