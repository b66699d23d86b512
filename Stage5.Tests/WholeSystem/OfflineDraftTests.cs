using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Stage5.Contracts;
using Stage5.Tests.AppHost;
using Stage5.Tests.Models;

namespace Stage5.Tests.WholeSystem;

/// <summary>The whole system with one model that is down when a draft is saved, and back later.</summary>
[Trait("Duration", "long")]
public sealed class OfflineDraftTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private ScriptedOpenAIServer _model = null!;
    private AppHostSystem _system = null!;
    private HttpClient _api = null!;

    private CancellationToken Ct => _patience.Token;

    public async ValueTask InitializeAsync()
    {
        _patience.CancelAfter(TimeSpan.FromMinutes(3));
        _model = await ScriptedOpenAIServer.StartAsync();
        _system = await AppHostSystem.StartAsync(Ct, builder =>
        {
            foreach (var name in new[] { "api", "worker" })
            {
                builder.CreateResourceBuilder<ProjectResource>(name)
                    .WithEnvironment("Stage5__Models__Providers__only__Kind", "OpenAICompatible")
                    .WithEnvironment("Stage5__Models__Providers__only__Endpoint", _model.Endpoint.ToString())
                    .WithEnvironment("Stage5__Models__Providers__only__Model", "only-1")
                    .WithEnvironment("Stage5__Routing__Allow", "only")
                    .WithEnvironment("Stage5__Tasks__MaxAttempts", "1")
                    .WithEnvironment("Stage5__Drafts__BackoffBase", "00:00:01")
                    .WithEnvironment("Stage5__Drafts__BackoffCap", "00:00:04");
            }
        });
        foreach (var name in new[] { "api", "worker" })
            await _system.Application.ResourceNotifications.WaitForResourceHealthyAsync(name, Ct);
        _api = _system.Application.CreateHttpClient("api");
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", _system.Token("user", "demo", "ana", TimeProvider.System.GetUtcNow()));
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_system is not null) await _system.DisposeAsync();
        await _model.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public async Task A_draft_saved_while_the_model_is_down_is_done_once_when_it_is_back()
    {
        _model.Default = new ScriptedReply { HangsUp = true };
        using var created = await _api.PostAsJsonAsync("/api/offline-drafts", new
        {
            request = new { kind = "translate", text = "Good morning", sourceLanguage = "en", targetLanguage = "de" },
            consent = true,
        }, Ct);
        created.EnsureSuccessStatusCode();

        DraftSummary? done = null;
        await foreach (var draft in WatchAsync())
        {
            // It was tried, and put off.
            if (draft is { State: DraftState.Pending, Reason: not null })
                _model.Default = new ScriptedReply { Text = _ => "Guten Morgen" };
            draft.State.ShouldNotBe(DraftState.Failed);
            if (draft.State != DraftState.Completed) continue;
            done = draft;
            break;
        }

        var task = await _api.TaskAsync(done!.TaskId!);
        (task.State, task.CreatedBy, task.Lane, task.Result!.Text)
            .ShouldBe((TaskState.Completed, "ana", Lanes.Batch, "Guten Morgen"));
        (await _api.TasksAsync()).Tasks.Count(other => other.State == TaskState.Completed).ShouldBe(1);
    }

    private async IAsyncEnumerable<DraftSummary> WatchAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/offline-drafts/events");
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var body = await response.Content.ReadAsStreamAsync(Ct);
        var parser = SseParser.Create(
            body, static (_, data) => JsonSerializer.Deserialize(data, ContractsJson.Default.DraftSummary)!);
        await foreach (var item in parser.EnumerateAsync(Ct))
            yield return item.Data;
    }
}
