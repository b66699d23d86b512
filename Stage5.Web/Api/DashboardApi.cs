using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authentication;
using Stage5.Contracts;
using Stage5.Web.Sessions;

namespace Stage5.Web.Api;

/// <summary>What the pages read from the API, as the signed-in person.</summary>
internal sealed class DashboardApi(ApiCaller caller, IHttpContextAccessor accessor)
{
    public Task<ApiResult<StatusView>> GetStatusAsync(CancellationToken ct) =>
        GetAsync("/api/status", ContractsJson.Default.StatusView, ct);

    public Task<ApiResult<MetadataView>> GetMetadataAsync(CancellationToken ct) =>
        GetAsync("/api/metadata", ContractsJson.Default.MetadataView, ct);

    public Task<ApiResult<SettingsView>> GetSettingsAsync(CancellationToken ct) =>
        GetAsync("/api/settings", ContractsJson.Default.SettingsView, ct);

    /// <param name="before">Versions below this one; null for the newest.</param>
    public Task<ApiResult<SettingsHistory>> GetSettingsHistoryAsync(long? before, CancellationToken ct) =>
        GetAsync(
            before is null ? "/api/settings/history"
                : string.Create(CultureInfo.InvariantCulture, $"/api/settings/history?before={before}"),
            ContractsJson.Default.SettingsHistory, ct);

    public Task<ApiResult<ModelsView>> GetModelsAsync(CancellationToken ct) =>
        GetAsync("/api/models", ContractsJson.Default.ModelsView, ct);

    public Task<ApiResult<BudgetsView>> GetBudgetsAsync(CancellationToken ct) =>
        GetAsync("/api/budgets", ContractsJson.Default.BudgetsView, ct);

    public Task<ApiResult<KeyList>> GetKeysAsync(CancellationToken ct) =>
        GetAsync("/api/keys", ContractsJson.Default.KeyList, ct);

    /// <param name="cursor">Where the page starts; null for who was seen last.</param>
    public Task<ApiResult<PeoplePage>> GetPeopleAsync(string? cursor, CancellationToken ct) =>
        GetAsync(
            "/api/access/people" + (cursor is null ? "" : $"?cursor={Uri.EscapeDataString(cursor)}"),
            ContractsJson.Default.PeoplePage, ct);

    /// <param name="scope"><c>user</c> or <c>tenant</c>.</param>
    public Task<ApiResult<UsageView>> GetUsageAsync(
        DateOnly from, DateOnly to, string scope, CancellationToken ct) =>
        GetAsync(
            string.Create(
                CultureInfo.InvariantCulture, $"/api/usage?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&scope={scope}"),
            ContractsJson.Default.UsageView, ct);

    public Task<ApiResult<TaskView>> GetTaskAsync(string taskId, CancellationToken ct) =>
        GetAsync($"/api/tasks/{Uri.EscapeDataString(taskId)}", ContractsJson.Default.TaskView, ct);

    public Task<ApiResult<DeliveryList>> GetDeliveriesAsync(string taskId, CancellationToken ct) =>
        GetAsync($"/api/tasks/{Uri.EscapeDataString(taskId)}/deliveries", ContractsJson.Default.DeliveryList, ct);

    public Task<ApiResult<DraftList>> GetDraftsAsync(CancellationToken ct) =>
        GetAsync("/api/offline-drafts", ContractsJson.Default.DraftList, ct);

    public Task<ApiResult<GlossaryPage>> GetGlossaryAsync(Pages.GlossaryQuery query, CancellationToken ct) =>
        GetAsync("/api/glossary" + query.ToQueryString(query.Cursor), ContractsJson.Default.GlossaryPage, ct);

    public Task<ApiResult<ConversationPage>> GetConversationsAsync(int limit, CancellationToken ct) =>
        GetAsync($"/api/conversations?limit={limit}", ContractsJson.Default.ConversationPage, ct);

    public Task<ApiResult<AuditPageView>> GetAuditAsync(Pages.AuditFilter filter, CancellationToken ct) =>
        GetAsync("/api/audit" + filter.ToApiQuery(filter.Cursor), ContractsJson.Default.AuditPageView, ct);

    public Task<ApiResult<AuditProofView>> GetAuditRecordAsync(long number, CancellationToken ct) => GetAsync(
        string.Create(CultureInfo.InvariantCulture, $"/api/audit/{number}"), ContractsJson.Default.AuditProofView, ct);

    public Task<ApiResult<ReviewPage>> GetReviewsAsync(Pages.ReviewsQuery query, CancellationToken ct) =>
        GetAsync("/api/reviews" + query.ToQueryString(query.Cursor), ContractsJson.Default.ReviewPage, ct);

    public Task<ApiResult<ReviewView>> GetReviewAsync(string reviewId, CancellationToken ct) =>
        GetAsync($"/api/reviews/{Uri.EscapeDataString(reviewId)}", ContractsJson.Default.ReviewView, ct);

    public Task<ApiResult<ReviewMetrics>> GetReviewMetricsAsync(Pages.VelocityQuery query, CancellationToken ct) =>
        GetAsync("/api/reviews/metrics" + query.ToQueryString(), ContractsJson.Default.ReviewMetrics, ct);

    /// <param name="cursor">Where the page starts; null for the newest.</param>
    public Task<ApiResult<TaskPage>> GetTasksAsync(int limit, string? cursor, CancellationToken ct) =>
        GetAsync(
            cursor is null ? $"/api/tasks?limit={limit}"
                : $"/api/tasks?limit={limit}&cursor={Uri.EscapeDataString(cursor)}",
            ContractsJson.Default.TaskPage, ct);

    private async Task<ApiResult<T>> GetAsync<T>(
        string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        var context = accessor.HttpContext
            ?? throw new InvalidOperationException("A page is rendered in a request.");
        var bearer = await context.GetTokenAsync(SessionTicket.AccessTokenName)
            ?? throw new InvalidOperationException("A page that reads the API needs a session.");
        return await caller.SendAsync(HttpMethod.Get, path, bearer, type, ct);
    }
}
