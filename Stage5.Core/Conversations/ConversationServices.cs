using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Storage;

namespace Stage5.Core.Conversations;

public static class ConversationServices
{
    /// <summary>Adds <see cref="ConversationStore"/> and <see cref="ConversationWriter"/>. Needs <c>AddStorage()</c>.</summary>
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<ConversationOptions>(configuration, ConversationOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ConversationHub>();
        services.TryAddSingleton(static provider => new ConversationStore(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<ConversationHub>(),
            provider.GetRequiredService<IOptions<ConversationOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ConversationWriter>();
        services.TryAddSingleton<IChannelMembers, ChannelMembers>();
        return services;
    }
}
