using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Audit;
using Stage5.Core.Configuration;
using Stage5.Core.Replies;
using Stage5.Core.Secrets;
using Stage5.Core.Storage;

namespace Stage5.Core.Webhooks;

public static class WebhookServices
{
    /// <summary>
    /// Adds <see cref="WebhookEndpoints"/>, <see cref="WebhookOutbox"/>, what delivers from it, and the channel of
    /// replies. Needs the store, the audit and secrets.
    /// </summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(WebhookOptions.Section);
        services.AddStage5Options<WebhookOptions>(configuration, WebhookOptions.Section, nameof(WebhookOptions.Key));
        // The API alone takes callbacks; what is configured for them is known to every host.
        services.AddKeys(OptionKey.Of(
            typeof(CallbackSourceOptions), $"{CallbackOptions.Section}:{nameof(CallbackOptions.Sources)}:{{source}}"));
        if (section[nameof(WebhookOptions.KeySecret)] is { Length: > 0 } secret)
            services.AddSingleton(new SecretNeed(secret, "webhooks"));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<TextFingerprints>();
        services.TryAddSingleton<WebhookSeal>();
        services.TryAddSingleton<AddressLookup>(
            static (host, ct) => Dns.GetHostAddressesAsync(host, ct));
        services.TryAddSingleton(static p => new AddressRules(
            p.GetRequiredService<IOptions<WebhookOptions>>().Value.AllowedNetworks.Select(IPNetwork.Parse)));
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton(static p => new WebhookEndpoints(
            p.GetRequiredService<Store>(),
            p.GetRequiredService<WebhookSeal>(),
            p.GetRequiredService<AddressRules>(),
            p.GetRequiredService<TextFingerprints>(),
            p.GetRequiredService<IOptions<WebhookOptions>>(),
            p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static p => new WebhookOutbox(
            p.GetRequiredService<Store>(),
            p.GetRequiredService<IOptions<WebhookOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<Random>()));
        services.TryAddSingleton(static p => new WebhookQueue(
            p.GetRequiredService<Store>(),
            p.GetRequiredService<WebhookOutbox>(),
            p.GetRequiredService<IOptions<WebhookOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<WebhookQueue>>()));
        services.TryAddSingleton(static p => new WebhookDeliverer(
            p.GetRequiredService<WebhookOutbox>(),
            p.GetRequiredService<WebhookEndpoints>(),
            p.GetRequiredService<WebhookSender>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<WebhookDeliverer>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReplyChannel, WebhookChannel>());
        return services;
    }
}
