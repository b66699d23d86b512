using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Conversations;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Core.Secrets;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Core.Webhooks;
using Stage5.Tests.Replies;
using Stage5.Tests.Webhooks;

namespace Stage5.Tests.Stores;

/// <summary>One process as the store sees it: a connection and services of its own.</summary>
internal sealed class TaskNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TaskNode(ConnectionMultiplexer connection, ServiceProvider services)
    {
        Connection = connection;
        _services = services;
    }

    public ConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    public Store Store => _services.GetRequiredService<Store>();

    public TaskStore Tasks => _services.GetRequiredService<TaskStore>();

    public TaskQueue Queue => _services.GetRequiredService<TaskQueue>();

    public TaskEventLog Log => _services.GetRequiredService<TaskEventLog>();

    public WorkerPresence Workers => _services.GetRequiredService<WorkerPresence>();

    public TaskEventHub Hub => _services.GetRequiredService<TaskEventHub>();

    public ConversationStore Conversations => _services.GetRequiredService<ConversationStore>();

    public ConversationHub ConversationHub => _services.GetRequiredService<ConversationHub>();

    public ReplyOutbox Outbox => _services.GetRequiredService<ReplyOutbox>();

    public ReplyQueue Replies => _services.GetRequiredService<ReplyQueue>();

    public ReplyDeliverer Deliverer => _services.GetRequiredService<ReplyDeliverer>();

    public WebhookEndpoints Webhooks => _services.GetRequiredService<WebhookEndpoints>();

    public WebhookOutbox Hooks => _services.GetRequiredService<WebhookOutbox>();

    public WebhookQueue HookQueue => _services.GetRequiredService<WebhookQueue>();

    public WebhookDeliverer HookDeliverer => _services.GetRequiredService<WebhookDeliverer>();

    public ScriptedSecrets Secrets => _services.GetRequiredService<ScriptedSecrets>();

    public ScriptedChannel Channel => _services.GetRequiredService<ScriptedChannel>();

    public ReviewDesk Desk => _services.GetRequiredService<ReviewDesk>();

    public ReviewBoard Board => _services.GetRequiredService<ReviewBoard>();

    public ReviewQueue Reviews => _services.GetRequiredService<ReviewQueue>();

    public ReviewWatch ReviewWatch => _services.GetRequiredService<ReviewWatch>();

    public TaskRunContext Context => _services.GetRequiredService<TaskRunContext>();

    public static async Task<TaskNode> StartAsync(
        StoreServer server,
        StoreClock clock,
        TimeProvider time,
        Random random,
        IDictionary<string, string?> settings)
    {
        var connection = await server.ConnectAsync();
        var section = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection()
            .AddSingleton<IConnectionMultiplexer>(connection)
            .AddSingleton(clock)
            .AddSingleton(time)
            .AddSingleton(random)
            .AddSingleton<ILoggerFactory, LoggerFactory>()
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddStorage()
            .AddTasks(section)
            .AddConversations(section)
            .AddReplies(section)
            .AddSingleton<ScriptedSecrets>()
            .AddSingleton<ISecrets>(static provider => provider.GetRequiredService<ScriptedSecrets>())
            .AddWebhooks(section)
            .AddCompliance(section)
            .AddGlossaries(section)
            .AddReviews(section)
            .AddSingleton<ScriptedChannel>()
            .AddSingleton<IReplyChannel>(static provider => provider.GetRequiredService<ScriptedChannel>());
        return new TaskNode(connection, services.BuildServiceProvider());
    }

    public async ValueTask DisposeAsync()
    {
        // A polite close waits for a server that may be gone already.
        await Connection.CloseAsync(allowCommandsToComplete: false);
        await _services.DisposeAsync();
    }
}
