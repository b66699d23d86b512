using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Stage5.Web.SignIn;

namespace Stage5.Web.Sessions;

internal static partial class SharedKeyServices
{
    /// <summary>Keys are kept by the API where the dashboard has a key of its own for it, else as the framework does.</summary>
    public static void AddSharedKeys(this IServiceCollection services) =>
        services.AddOptions<KeyManagementOptions>().Configure<IConfiguration, IServiceProvider>(
            static (options, configuration, provider) =>
            {
                if (SharedKeys.IsConfigured(configuration))
                {
                    options.XmlRepository = new SharedKeys(
                        provider.GetRequiredService<IHttpClientFactory>(), configuration,
                        provider.GetRequiredService<WebSecrets>());
                }
            });

    public static void TellWhereKeysAre(this WebApplication app)
    {
        if (SharedKeys.IsConfigured(app.Configuration)) LogShared(app.Logger);
        else LogOwn(app.Logger);
    }

    [LoggerMessage(1261, LogLevel.Information, "Keys that protect cookies are shared by all replicas, through the API")]
    private static partial void LogShared(ILogger logger);

    [LoggerMessage(1262, LogLevel.Warning,
        "Keys that protect cookies are this machine's own: with more than one replica, or after a restart without its "
        + "disk, people sign in again. Set Stage5:Web:ApiKey to share them through the API")]
    private static partial void LogOwn(ILogger logger);
}
