using Microsoft.AspNetCore.Authentication;
using Stage5.Core.Webhooks;

namespace Stage5.Api.Callbacks;

internal static class CallbackHostExtensions
{
    /// <summary>Sources of callbacks, the scheme that verifies them, what they do, and the proof at start.</summary>
    public static IServiceCollection AddCallbacks(
        this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCallbackSources(configuration);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, SignatureHandler>(
            SignatureHandler.SchemeName, configureOptions: null);
        services.AddSingleton<ICallbackHandler, MessageCreated>();
        services.AddSingleton<ICallbackHandler, TeamsMessage>();
        services.AddSingleton<CallbackProof>();
        services.AddHostedService(static provider => provider.GetRequiredService<CallbackProof>());
        return services;
    }

    /// <summary>Call after the last endpoint is mapped: throws where a callback could come in unsigned.</summary>
    public static void VerifyCallbacks(this WebApplication app) => app.Services.GetRequiredService<CallbackProof>()
        .Verify(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
}
