using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.WholeSystem;

internal static class TurnCalls
{
    public static async Task<TurnResponse> TranslateAsync(this HttpClient api, string text, string source, string target)
    {
        using var response = await api.PostAsJsonAsync("/api/translate",
            new { text, sourceLanguage = source, targetLanguage = target }, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(
            ContractsJson.Default.TurnResponse, TestContext.Current.CancellationToken))!;
    }

    public static async Task<string> QueueAsync(
        this HttpClient api, string text, string source, string target, string? model = null)
    {
        using var response = await api.PostAsJsonAsync("/api/tasks",
            new { kind = "translate", text, sourceLanguage = source, targetLanguage = target, processing = new { model } },
            TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var accepted = (await response.Content.ReadFromJsonAsync(
            ContractsJson.Default.TaskAccepted, TestContext.Current.CancellationToken))!;
        response.Headers.Location!.ToString().ShouldBe($"/api/tasks/{accepted.TaskId}");
        return accepted.TaskId;
    }

    public static async Task<TaskView> TaskAsync(this HttpClient api, string taskId) =>
        (await api.GetFromJsonAsync($"/api/tasks/{taskId}", ContractsJson.Default.TaskView, TestContext.Current.CancellationToken))!;

    public static async Task<TaskPage> TasksAsync(this HttpClient api) =>
        (await api.GetFromJsonAsync("/api/tasks", ContractsJson.Default.TaskPage, TestContext.Current.CancellationToken))!;

    public static async Task<StatusView> StatusAsync(this HttpClient api) =>
        (await api.GetFromJsonAsync("/api/status", ContractsJson.Default.StatusView, TestContext.Current.CancellationToken))!;
}
