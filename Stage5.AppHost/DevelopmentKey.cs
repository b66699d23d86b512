using System.Security.Cryptography;

using Aspire.Hosting.Publishing;

namespace Stage5.AppHost;

/// <summary>A fresh ES256 key: PKCS#8 in base64 for whoever signs, the public half for whoever verifies.</summary>
public sealed class DevelopmentKey : ParameterDefault
{
    private const string PublicKeyVariable = "Stage5__Access__DevelopmentPublicKey";
    private const string DashboardVariable = "Stage5__Web__ApiKey";

    /// <summary>Longer than anybody leaves a machine of theirs running.</summary>
    private static readonly TimeSpan DashboardLifetime = TimeSpan.FromDays(90);
    private const string WebhookKeyVariable = "Stage5__Webhooks__Key";
    private const int WebhookKeyBytes = 32;

    public override string GetDefaultValue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }

    public override void WriteToManifest(ManifestPublishingContext context) =>
        throw new NotSupportedException(
            "The development key belongs to a developer's machine and is not published.");

    /// <summary>The API and the worker can verify tokens, but not make them.</summary>
    public static Func<EnvironmentCallbackContext, Task> HandOverPublicHalf(ParameterResource developmentKey) =>
        async context =>
        {
            var value = await developmentKey.GetValueAsync(context.CancellationToken);
            using var key = Import(value!);
            context.EnvironmentVariables[PublicKeyVariable] =
                Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        };

    /// <summary>The dashboard gets a token that lets it share the keys of its cookies, and do nothing else.</summary>
    public static Func<EnvironmentCallbackContext, Task> HandOverDashboardToken(
        ParameterResource developmentKey, TimeProvider time) =>
        async context =>
        {
            var value = await developmentKey.GetValueAsync(context.CancellationToken);
            context.EnvironmentVariables[DashboardVariable] =
                new DevelopmentToken("dashboard", "stage5.platform", "dashboard", DashboardLifetime)
                    .Sign(value!, time.GetUtcNow());
        };

    /// <summary>What secrets of webhook endpoints are sealed under here: made of the key, and not the key.</summary>
    public static Func<EnvironmentCallbackContext, Task> HandOverWebhookKey(ParameterResource developmentKey) =>
        async context =>
        {
            var value = await developmentKey.GetValueAsync(context.CancellationToken);
            using var key = Import(value!);
            context.EnvironmentVariables[WebhookKeyVariable] = Convert.ToBase64String(HKDF.DeriveKey(
                HashAlgorithmName.SHA256, key.ExportPkcs8PrivateKey(), WebhookKeyBytes,
                info: "stage5 webhooks"u8.ToArray()));
        };

    /// <exception cref="FormatException">The value is no P-256 key in PKCS#8, in base64.</exception>
    internal static ECDsa Import(string value)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(value), out _);
            if (key.KeySize == 256)
                return key;
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("Parameters:development-key is no PKCS#8 key in base64.", error);
        }

        key.Dispose();
        throw new FormatException("Parameters:development-key is no P-256 key.");
    }
}
