extern alias api;

using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;
using Stage5.Tests.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Conversations;

/// <summary>The API in this process on a store of its own; each test has a tenant of its own.</summary>
public sealed class RoomsApi : WebApplicationFactory<api::Program>, IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private StoreServer _store = null!;

    public async ValueTask InitializeAsync() => _store = await StoreServer.StartAsync(StoreKind.Redis);

    public HttpClient ClientOf(string tenant, string user, string role = "user")
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", _tokens.MakeFor(tenant, user, role));
        return client;
    }

    /// <summary>Ana's room with ben in it.</summary>
    public async Task<HttpClient> RoomAsync(string tenant, CancellationToken ct)
    {
        var ana = ClientOf(tenant, "ana");
        using var made = await ana.PostAsJsonAsync("/api/conversations", new ConversationRequest
        {
            Id = "team",
            Members = [new ConversationMember("ben", Language: "de")],
        }, ContractsJson.Default.ConversationRequest, ct);
        made.EnsureSuccessStatusCode();
        return ana;
    }

    public Task<AppendedMessage> SayAsync(string tenant, string user, string text, CancellationToken ct) =>
        Services.GetRequiredService<ConversationStore>().AppendMessageAsync(
            tenant, "team", new NewMessage(user, MessageKinds.Message, text), ct);

    /// <summary>A reply that only this member sees.</summary>
    public Task<AppendedMessage> DeliverOneAsync(string tenant, string member, string text, CancellationToken ct) =>
        Services.GetRequiredService<ConversationStore>().AppendMessageAsync(tenant, "team",
            new NewMessage(NewMessage.Replier, MessageKinds.Reply, text) { DeliveredTo = member }, ct);

    /// <summary>A task of ana's that has left these replies.</summary>
    public async Task<string> FinishAsync(string tenant, CancellationToken ct, params OutboxEntry[] replies)
    {
        var request = new TaskRequest { Kind = TaskKinds.Translate, Text = "x", TargetLanguage = "es" };
        await using var run = await Services.GetRequiredService<TaskStore>().StartInlineAsync(
            new TaskSpec(tenant, "ana", "key", request, null), ct);
        await run.FinishAsync(new TaskEnd(TaskState.Completed, [], Replies: replies), ct);
        return run.Task.TaskId;
    }

    public async Task DeliverAsync(string tenant, CancellationToken ct)
    {
        while (await Services.GetRequiredService<ReplyOutbox>().ClaimAsync(tenant, ct) is { } claim)
            await Services.GetRequiredService<ReplyDeliverer>().DeliverAsync(claim, ct);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(static logging => logging.ClearProviders());
        builder.UseSetting("ConnectionStrings:cache", $"127.0.0.1:{_store.Port}");
        builder.UseSetting("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey));
        builder.UseSetting("Stage5:Conversations:PerPerson", "3");
        builder.UseSetting("Stage5:Conversations:Heartbeat", "00:00:00.2");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        _tokens.Dispose();
        GC.SuppressFinalize(this);
    }
}
