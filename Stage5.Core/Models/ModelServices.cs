using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Models.Texts;
using Stage5.Core.Models.Wires;
using Stage5.Core.Secrets;

namespace Stage5.Core.Models;

public static class ModelServices
{
    /// <summary>The named HTTP client of a provider, for whoever wants to add to it.</summary>
    public static string HttpClientName(string providerId) => $"models:{providerId}";

    /// <summary>
    /// Adds <see cref="TextGenerator"/> and the providers of the section <c>Stage5:Models</c>. Wrong values stop the
    /// start, all named at once. Needs <see cref="ISecrets"/>, and says which as <see cref="SecretNeed"/>s.
    /// </summary>
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ModelsOptions>().ValidateOnStart();
        services.AddKeys(OptionKey.Of(typeof(ProviderOptions), $"{ModelsOptions.Section}:Providers:{{id}}").Append(new OptionKey(
            $"{ModelsOptions.Section}:Order", "list", null,
            "Ids of providers in order of preference; those not named follow by id.", "openai,apertium")));
        services.AddSingleton<IConfigureOptions<ModelsOptions>>(new ModelsOptionsReader(configuration));
        services.AddSingleton<IValidateOptions<ModelsOptions>, ModelsOptionsValidator>();
        foreach (var (id, secret) in ModelsOptionsReader.Ids(configuration))
        {
            AddClient(services, id);
            if (secret is not null) services.AddSingleton(new SecretNeed(secret, $"provider {id}"));
        }

        services.AddHttpClient();
        services.AddSingleton(
            provider => ActivatorUtilities.CreateInstance<ModelProviderFactory>(provider).Create());
        services.AddSingleton<TextGenerator>();
        return services;
    }

    // A redirect would carry the key elsewhere; the time limit of a try is the client's own.
    private static void AddClient(IServiceCollection services, string id) => services
        .AddHttpClient(HttpClientName(id))
        .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigureAdditionalHttpMessageHandlers((handlers, provider) =>
        {
            // A host's defaults (retry, breaker, a total time limit) are for its own services. Here one call is
            // one try as long as configured; what follows a failure is decided where its cost is known.
            handlers.Clear();
            foreach (var handler in Handlers(id, provider)) handlers.Add(handler);
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        });

    private static IEnumerable<DelegatingHandler> Handlers(string id, IServiceProvider services)
    {
        var provider = services.GetRequiredService<IOptions<ModelsOptions>>().Value.Providers[id];
        var anthropic = provider.Kind == ProviderKind.Anthropic;
        if (anthropic) yield return new RefusalHandler(id, services.GetRequiredService<TimeProvider>());
        yield return new AnswerHandler(id, anthropic ? EndMarker.Anthropic : EndMarker.OpenAI);
        yield return new CredentialHandler(
            id, provider.SecretName, ProviderKinds.Header(provider.Kind), services.GetRequiredService<ISecrets>());
    }
}
