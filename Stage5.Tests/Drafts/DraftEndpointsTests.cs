using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Drafts;
using Stage5.Core.Tasks;

namespace Stage5.Tests.Drafts;

public sealed class DraftEndpointsTests(DraftsApi api) : IClassFixture<DraftsApi>
{
    private const string Path = "/api/offline-drafts";

    private const string Request = """
        {"kind":"translate","text":"Hello","sourceLanguage":"en","targetLanguage":"es","conversationId":"room-1"}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_is_saved_found_listed_and_deleted()
    {
        using var client = api.ClientOf("saved");
        using var created = await PostAsync(client, $$"""{"request":{{Request}},"consent":true}""");

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var draft = (await client.GetFromJsonAsync(
            created.Headers.Location!, ContractsJson.Default.DraftView, Ct))!;
        (draft.State, draft.Consent.GivenBy, draft.Request.Text, draft.Request.ConversationId, draft.Request.Lane)
            .ShouldBe((DraftState.Pending, "ana", "Hello", "room-1", Lanes.Batch));
        var list = (await client.GetFromJsonAsync(Path, ContractsJson.Default.DraftList, Ct))!;
        var listed = list.Drafts.ShouldHaveSingleItem();
        (listed.DraftId, listed.Kind, listed.TextStart).ShouldBe((draft.DraftId, "translate", "Hello"));

        using var deleted = await client.DeleteAsync(created.Headers.Location, Ct);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var again = await client.DeleteAsync(created.Headers.Location, Ct);
        await again.ShouldBeProblemAsync(404, "draft_not_found");
    }

    [Theory]
    [InlineData("""{"request":REQUEST}""", "consent_required")]
    [InlineData("""{"request":REQUEST,"consent":false}""", "consent_required")]
    [InlineData("""{"request":REQUEST,"consent":"yes"}""", "invalid_request")]
    [InlineData("""{"consent":true}""", "invalid_request")]
    [InlineData("""{"request":null,"consent":true}""", "invalid_request")]
    [InlineData("""{"request":{"kind":"dance","text":"x","targetLanguage":"es"},"consent":true}""",
        "invalid_request")]
    [InlineData(
        """{"request":{"kind":"translate","text":" ","targetLanguage":"es"},"consent":true}""",
        "text_required")]
    [InlineData(
        """{"request":{"kind":"translate","text":"LONG","targetLanguage":"es"},"consent":true}""",
        "text_too_long", 413)]
    public async Task What_cannot_be_a_draft_is_refused(string body, string code, int status = 400)
    {
        using var client = api.ClientOf("refused");
        using var response = await PostAsync(client, body.Replace("REQUEST", Request, StringComparison.Ordinal)
            .Replace("LONG", new string('x', 50_001), StringComparison.Ordinal));

        await response.ShouldBeProblemAsync(status, code);
        (await client.GetFromJsonAsync(Path, ContractsJson.Default.DraftList, Ct))!.Drafts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_persons_draft_does_not_exist()
    {
        using var ana = api.ClientOf("owned");
        using var created = await PostAsync(ana, $$"""{"request":{{Request}},"consent":true}""");

        foreach (var (tenant, user, role) in new[] { ("owned", "bob", "admin"), ("elsewhere", "ana", "user") })
        {
            using var other = api.ClientOf(tenant, user, role);
            using var found = await other.GetAsync(created.Headers.Location, Ct);
            await found.ShouldBeProblemAsync(404, "draft_not_found");
            using var deleted = await other.DeleteAsync(created.Headers.Location, Ct);
            await deleted.ShouldBeProblemAsync(404, "draft_not_found");
        }
        using var nonsense = await ana.GetAsync($"{Path}/nonsense", Ct);
        await nonsense.ShouldBeProblemAsync(404, "draft_not_found");
        using var auditor = api.ClientOf("owned", role: "auditor");
        using var refused = await auditor.GetAsync(Path, Ct);
        await refused.ShouldBeProblemAsync(403, "permission_denied");
    }

    [Fact]
    public async Task Nobody_has_more_than_are_kept()
    {
        using var client = api.ClientOf("full");
        for (var i = 0; i < 3; i++)
            (await PostAsync(client, $$"""{"request":{{Request}},"consent":true}""")).Dispose();
        using var response = await PostAsync(client, $$"""{"request":{{Request}},"consent":true}""");

        await response.ShouldBeProblemAsync(409, "drafts_full");
    }

    [Fact]
    public async Task Deleting_a_draft_cancels_its_task()
    {
        using var client = api.ClientOf("cancelled");
        using var created = await PostAsync(client, $$"""{"request":{{Request}},"consent":true}""");
        var id = (await created.Content.ReadFromJsonAsync(ContractsJson.Default.DraftView, Ct))!.DraftId;
        var task = await ProcessAsync("cancelled", id);
        (await client.DeleteAsync(created.Headers.Location, Ct)).Dispose();

        (await api.Services.GetRequiredService<TaskStore>().FindAsync("cancelled", task, Ct))!.State
            .ShouldBe(TaskState.Cancelled);
    }

    [Fact]
    public async Task The_person_is_told_how_their_drafts_go()
    {
        using var client = api.ClientOf("told");
        using var created = await PostAsync(client, $$"""{"request":{{Request}},"consent":true}""");
        var id = (await created.Content.ReadFromJsonAsync(ContractsJson.Default.DraftView, Ct))!.DraftId;
        using var response = await client.GetAsync($"{Path}/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));

        (await NextAsync(reader)).ShouldBe(("draft_updated", "pending", id));
        var task = await ProcessAsync("told", id);
        (await NextAsync(reader)).ShouldBe(("draft_updated", "processing", id));
        task.ShouldNotBeEmpty();
        (await client.DeleteAsync(created.Headers.Location, Ct)).Dispose();
        (await NextAsync(reader)).ShouldBe(("draft_deleted", null, id));
    }

    /// <summary>As a worker does.</summary>
    private async Task<string> ProcessAsync(string tenant, string draftId)
    {
        var drafts = api.Services.GetRequiredService<DraftStore>();
        var claims = new DraftClaims(
            api.Services.GetRequiredService<Core.Storage.Store>(), new DraftOptions());
        var claim = (await claims.ClaimAsync(tenant, Ct)).ShouldHaveSingleItem();
        var taskId = Guid.CreateVersion7().ToString();
        await claims.StartAsync(claim, taskId, Ct);
        var request = (await drafts.FindAsync(tenant, "ana", draftId, Ct))!.Request!;
        await api.Services.GetRequiredService<TaskStore>().EnqueueAsync(
            new TaskSpec(tenant, "ana", "key-1", request, null) { TaskId = taskId }, Ct);
        await claims.FollowAsync(claim, Ct);
        return taskId;
    }

    private static async Task<(string Type, string? State, string DraftId)> NextAsync(StreamReader reader)
    {
        var type = "";
        while (await reader.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var data = JsonElement.Parse(line[6..]);
            return (type, data.TryGetProperty("state", out var state) ? state.GetString() : null,
                data.GetProperty("draftId").GetString()!);
        }

        throw new EndOfStreamException();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string body) =>
        client.PostAsync(Path, new StringContent(body, Encoding.UTF8, "application/json"), Ct);
}
