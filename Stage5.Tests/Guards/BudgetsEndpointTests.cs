using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Guards;

public sealed class BudgetsEndpointTests(BudgetsApi api) : IClassFixture<BudgetsApi>
{
    private static readonly BudgetsUpdate TenADay = new()
    {
        Limits = [new BudgetLimit { Window = "day", HardLimit = 10, SoftLimit = 8 }],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_who_has_seen_the_limits_replaces_them()
    {
        using var admin = api.ClientOf("replaced", role: "admin");
        await api.SpendAsync("replaced", "ana", 2_500_000, Ct);
        using var before = await admin.GetAsync("/api/budgets", Ct);
        before.Headers.ETag!.Tag.ShouldBe("\"0\"");

        using var put = await PutAsync(admin, TenADay, before.Headers.ETag.Tag);

        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        put.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var view = (await put.Content.ReadFromJsonAsync(ContractsJson.Default.BudgetsView, Ct))!;
        (view.Mode, view.Currency, view.TimeZone, view.Version).ShouldBe(("enforce", "USD", "UTC", 1));
        var day = view.Budgets.Single(budget => budget is { Scope: "tenant", Window: "day" });
        (day.HardLimit, day.SoftLimit, day.Spent, day.Left, day.Source)
            .ShouldBe((10, 8, 2.5m, 7.5m, "administrator"));
        var month = view.Budgets.Single(budget => budget is { Scope: "tenant", Window: "month" });
        (month.HardLimit, month.Source).ShouldBe((20, "configuration"));
    }

    [Fact]
    public async Task Limits_that_were_changed_meanwhile_are_not_overwritten()
    {
        using var admin = api.ClientOf("conflict", role: "admin");
        using var first = await PutAsync(admin, TenADay, "\"0\"");
        using var second = await PutAsync(admin, TenADay, "\"0\"");
        using var nonsense = await PutAsync(admin, TenADay, "\"soon\"");
        using var any = await PutAsync(admin, TenADay, "*");
        using var blind = await PutAsync(admin, TenADay, ifMatch: null);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        await second.ShouldBeProblemAsync(412, "version_conflict");
        await nonsense.ShouldBeProblemAsync(412, "version_conflict");
        any.Headers.ETag!.Tag.ShouldBe("\"2\"");
        await blind.ShouldBeProblemAsync(428, "precondition_required");
    }

    [Fact]
    public async Task Limits_that_make_no_sense_are_refused_all_at_once()
    {
        using var admin = api.ClientOf("refused", role: "admin");
        using var response = await PutAsync(admin, new BudgetsUpdate
        {
            Limits =
            [
                new BudgetLimit { Id = "ana", HardLimit = 1 },
                new BudgetLimit { HardLimit = 1, SoftLimit = 2 },
                new BudgetLimit { HardLimit = 0.0000001m },
            ],
        }, "*");
        using var unknown = await PutAsync(
            admin, new BudgetsUpdate { Limits = [new BudgetLimit { Window = "year" }] }, "*");

        var problem = await response.ShouldBeProblemAsync(400, "invalid_request");
        problem.Errors!.Keys.ShouldBe(["limits[0]", "limits[1]", "limits[2]"], ignoreOrder: true);
        problem.Errors["limits[2]"].Length.ShouldBe(2);
        await unknown.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Theory]
    [InlineData("{\"limits\":[null]}")]
    [InlineData("{\"limits\":null}")]
    public async Task A_limit_that_is_null_is_refused(string body)
    {
        using var admin = api.ClientOf("null", role: "admin");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/budgets")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await admin.SendAsync(request, Ct);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task Only_administrators_change_limits_and_others_limits_are_private()
    {
        using var admin = api.ClientOf("private", role: "admin");
        using var user = api.ClientOf("private", "ben");
        using var set = await PutAsync(admin, new BudgetsUpdate
        {
            Limits =
            [
                new BudgetLimit { Scope = "user", Id = "ana", HardLimit = 1 },
                new BudgetLimit { Scope = "user", Id = "ben", HardLimit = 2 },
            ],
        }, "*");

        using var refused = await PutAsync(user, TenADay, "*");
        var seen = (await user.GetFromJsonAsync("/api/budgets", ContractsJson.Default.BudgetsView, Ct))!.Budgets;
        var all = (await admin.GetFromJsonAsync("/api/budgets", ContractsJson.Default.BudgetsView, Ct))!.Budgets;

        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        await refused.ShouldBeProblemAsync(403, "permission_denied");
        seen.Select(budget => budget.Id).OfType<string>().ShouldBe(["ben"]);
        all.Select(budget => budget.Id).OfType<string>().ShouldBe(["ana", "ben"]);
    }

    [Fact]
    public async Task Everyone_sees_their_own_usage_and_the_tenants_only_who_may()
    {
        await api.SpendAsync("usage", "ana", 1_000_000, Ct);
        await api.SpendAsync("usage", "ben", 500_000, Ct);
        using var ben = api.ClientOf("usage", "ben");
        using var auditor = api.ClientOf("usage", role: "auditor");

        var own = (await ben.GetFromJsonAsync("/api/usage", ContractsJson.Default.UsageView, Ct))!;
        var all = (await auditor.GetFromJsonAsync(
            "/api/usage?scope=tenant", ContractsJson.Default.UsageView, Ct))!;
        using var refused = await ben.GetAsync("/api/usage?scope=tenant", Ct);
        using var unknown = await ben.GetAsync("/api/usage?scope=world", Ct);
        using var backwards = await ben.GetAsync("/api/usage?from=2026-02-01&to=2026-01-01", Ct);
        using var endless = await ben.GetAsync("/api/usage?from=2020-01-01", Ct);
        using var noDate = await ben.GetAsync("/api/usage?from=yesterday", Ct);

        (own.Scope, own.Total.Cost, own.To.DayNumber - own.From.DayNumber).ShouldBe(("user", 0.5m, 29));
        (all.Scope, all.Total.Cost, all.Total.Calls).ShouldBe(("tenant", 1.5m, 2));
        await refused.ShouldBeProblemAsync(403, "permission_denied");
        foreach (var response in new[] { unknown, backwards, endless, noDate })
            await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task The_newest_settlements_are_read_by_who_may_see_everyones()
    {
        await api.SpendAsync("ledger", "ana", 1_000_000, Ct);
        await api.SpendAsync("ledger", "ben", 500_000, Ct);
        using var ana = api.ClientOf("ledger");
        using var auditor = api.ClientOf("ledger", role: "auditor");
        using var rival = api.ClientOf("rival", role: "auditor");

        var all = (await auditor.GetFromJsonAsync("/api/usage/ledger", ContractsJson.Default.LedgerView, Ct))!;
        var one = (await auditor.GetFromJsonAsync(
            "/api/usage/ledger?limit=1", ContractsJson.Default.LedgerView, Ct))!;
        var theirs = (await rival.GetFromJsonAsync("/api/usage/ledger", ContractsJson.Default.LedgerView, Ct))!;
        using var refused = await ana.GetAsync("/api/usage/ledger", Ct);
        using var none = await auditor.GetAsync("/api/usage/ledger?limit=0", Ct);
        using var many = await auditor.GetAsync("/api/usage/ledger?limit=1001", Ct);

        all.Entries.Select(entry => entry.User).ShouldBe(["ben", "ana"]);
        var ben = one.Entries.ShouldHaveSingleItem();
        (ben.Key, ben.Operation, ben.Outcome, ben.Reserved, ben.Charged, ben.TaskId)
            .ShouldBe(("k", "chat", "completed", 0.5m, 0.5m, null));
        ben.Spends.ShouldHaveSingleItem().ShouldBe(new("openai", "gpt", 10, 0, 5, 0.5m, "v1", Estimated: false));
        ben.At.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        (one.Currency, theirs.Entries.Count).ShouldBe(("USD", 0));
        await refused.ShouldBeProblemAsync(403, "permission_denied");
        foreach (var response in new[] { none, many })
            await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    private static async Task<HttpResponseMessage> PutAsync(
        HttpClient client, BudgetsUpdate update, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/budgets")
        {
            Content = JsonContent.Create(update, ContractsJson.Default.BudgetsUpdate),
        };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch).ShouldBeTrue();
        return await client.SendAsync(request, Ct);
    }
}
