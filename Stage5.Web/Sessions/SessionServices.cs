using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Stage5.ServiceDefaults;

namespace Stage5.Web.Sessions;

/// <summary>The cookie session.</summary>
internal static class SessionServices
{
    internal const string CookieName = "stage5.session";

    public static void AddSessions(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Stage5.Web");
        services.AddSharedKeys();
        services.AddSingleton<SessionStarter>();
        services.AddSingleton<SessionApi>();
        services.AddSingleton<SessionRenewer>();
        services.AddSingleton<SessionEvents>();
        services.AddSingleton<RefusalReports>();
        services.AddSingleton<IAccessObserver>(static provider => provider.GetRequiredService<RefusalReports>());
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                // Lax, not Strict: a link to a task in a chat opens signed in. SameOrigin guards what changes things.
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.ExpireTimeSpan = SessionRules.Absolute;
                options.SlidingExpiration = false;
                options.EventsType = typeof(SessionEvents);
            });
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IHostEnvironment>(static (options, host) =>
                options.Cookie.SecurePolicy = CookiePolicyOf(host));
        // For /metrics, which a program scrapes: the API says who a bearer token stands for.
        services.AddBearerAccess(provider => provider.GetRequiredService<SessionApi>().ReadBearerAsync);
    }
    /// <summary>Cookies travel over TLS only; a developer's machine has none.</summary>
    internal static CookieSecurePolicy CookiePolicyOf(IHostEnvironment host) =>
        host.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
