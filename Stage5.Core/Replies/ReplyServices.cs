using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Storage;

namespace Stage5.Core.Replies;

public static class ReplyServices
{
    /// <summary>
    /// Adds <see cref="ReplyOutbox"/>, what delivers from it and the channel into conversations. Needs
    /// <c>AddStorage()</c> and <c>AddConversations()</c>. A further channel is one more
    /// <see cref="IReplyChannel"/>.
    /// </summary>
    public static IServiceCollection AddReplies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<ReplyOptions>(configuration, ReplyOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReplyChannel, ConversationChannel>());
        services.TryAddSingleton(static provider => new ReplyOutbox(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<IOptions<ReplyOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>()));
        services.TryAddSingleton(static provider => new ReplyQueue(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<ReplyOutbox>(),
            provider.GetRequiredService<IOptions<ReplyOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReplyQueue>>()));
        services.TryAddSingleton(static provider => new ReplyDeliverer(
            provider.GetRequiredService<ReplyOutbox>(),
            provider.GetServices<IReplyChannel>(),
            provider.GetRequiredService<IOptions<ReplyOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReplyDeliverer>>()));
        return services;
    }
}
