using Microsoft.Extensions.DependencyInjection.Extensions;
using Stage5.ServiceDefaults;
using Stage5.Web.Api;
using Stage5.Web.Forwarding;
using Stage5.Web.Pages;
using Stage5.Web.Security;
using Stage5.Web.Sessions;
using Stage5.Web.SignIn;
using Stage5.Web.Texts;

namespace Stage5.Web;

/// <summary>The dashboard: what it registers, its middleware in order, and its endpoints.</summary>
public static class WebApp
{
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddConfigurationRule<ApiAddressRule>().AddConfigurationRule<VaultRule>();
        services.AddHttpContextAccessor();
        services.AddRazorComponents();
        services.AddApiClients();
        services.AddSessions();
        services.AddSignInSettings();
        return services;
    }

    public static WebApplication UseWeb(this WebApplication app)
    {
        app.TellWhereKeysAre();
        app.UseTrustedProxies();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<UiLocale>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = ErrorResponses.WriteUnexpectedAsync,
            // The renderer of the page that failed is of no more use.
            CreateScopeForErrors = true,
        });
        app.UseStatusCodePages(context => ErrorResponses.WriteAsync(context.HttpContext));
        app.UseStaticFiles(StaticAssets.Options);
        app.UseMiddleware<SameOrigin>();
        app.UseAuthentication();
        app.UseAuthorization();
        return app;
    }

    public static WebApplication MapWeb(this WebApplication app)
    {
        app.MapSessions();
        app.MapPages();
        app.MapFragments();
        app.MapForwarding();
        app.MapTexts();
        // Signing in is what makes an identity; nobody can have one before.
        return app.VerifyEndpointPermissions(SessionEndpoints.LoginRoute, SessionEndpoints.SignInRoute, TextEndpoints.Route);
    }
}
