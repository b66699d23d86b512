using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Authentication;
using Stage5.ServiceDefaults;
using Stage5.Web.Components.Pages;
using Stage5.Web.Pages;
using Stage5.Web.Sessions;

namespace Stage5.Web.SignIn;

/// <summary>Signing in at a provider, where one is configured.</summary>
internal static class SignInServices
{
    private static readonly TimeSpan BackchannelTimeout = TimeSpan.FromSeconds(10);

    public static void AddSignInSettings(this IServiceCollection services)
    {
        services.AddSingleton(static provider => SignInSettings.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(static provider => new WebSecrets(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetService<SecretClient>()));
    }

    /// <summary>Adds the scheme when <c>Stage5:Web:SignIn</c> is there.</summary>
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.AddSecretVaults();
        builder.Services.AddConfigurationRule<SignInRule>();
        var settings = SignInSettings.Read(builder.Configuration);
        if (!settings.IsConfigured)
            return;
        builder.Services.AddSingleton<SignInProvider>();
        builder.Services.AddHttpClient(SignInProvider.ClientName).ConfigurePrimaryHttpMessageHandler(NoRedirect);
        builder.Services.AddAuthentication().AddOAuth<SignInOptions, SignInHandler>(SignInOptions.Scheme, options =>
        {
            options.ClientId = settings.ClientId;
            options.Scope.Clear();
            foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append("openid"))
                options.Scope.Add(scope);
            // The client's secret and the code go where they were meant to go, or nowhere.
            options.BackchannelHttpHandler = NoRedirect();
            options.BackchannelTimeout = BackchannelTimeout;
            options.CorrelationCookie.HttpOnly = true;
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = SessionServices.CookiePolicyOf(builder.Environment);
            options.Events.OnRemoteFailure = TellAsync;
        });
    }

    private static SocketsHttpHandler NoRedirect() => new() { AllowAutoRedirect = false, UseCookies = false };

    private static async Task TellAsync(RemoteFailureContext context)
    {
        var reason = context.Failure switch
        {
            SignInRefusedException { Reason: LoginReason.ApiUnavailable } => LoginReason.ApiUnavailable,
            SignInRefusedException => LoginReason.NotAdmitted,
            HttpRequestException or OperationCanceledException => LoginReason.ProviderUnavailable,
            _ => LoginReason.SignInFailed,
        };
        var services = context.HttpContext.RequestServices;
        services.GetRequiredService<ILogger<SignInHandler>>().SignInFailed(reason, context.Failure?.Message);
        await services.GetRequiredService<RefusalReports>().SignInFailedAsync(context.HttpContext, reason);
        context.HandleResponse();
        await LoginPage.Result(reason, reason is LoginReason.ApiUnavailable or LoginReason.ProviderUnavailable
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status401Unauthorized).ExecuteAsync(context.HttpContext);
    }
}
