using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Conversations;
using Stage5.Core.Drafts;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language.Detection;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Models;
using Stage5.Core.Models.Answers;
using Stage5.Core.Models.Routing;
using Stage5.Core.Recall;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Core.Secrets;
using Stage5.Core.Settings;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;
using Stage5.Core.Webhooks;

namespace Stage5.Core;

public static class CoreServices
{
    /// <summary>Every room a host that runs turns needs, alike in API and worker. The host adds the Redis client.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddStorage()
            .AddSettings(configuration)
            .AddAudit(configuration)
            .AddTasks(configuration.GetSection("Stage5:Tasks"))
            .AddWorkerOptions(configuration)
            .AddConversations(configuration)
            .AddReplies(configuration)
            .AddWebhooks(configuration)
            .AddSecrets(configuration)
            .AddModels(configuration)
            .AddRouting(configuration)
            .AddAnswers(configuration)
            .AddDetection()
            .AddGlossaries(configuration)
            .AddGuards(configuration)
            .AddCompliance(configuration)
            .AddRecall(configuration)
            .AddReviews(configuration)
            .AddTurns(configuration)
            .AddDrafts(configuration)
            .AddAccess(configuration);
    }
}
