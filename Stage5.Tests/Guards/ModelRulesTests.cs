using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Routing.Health;
using Stage5.Tests.Secrets;

namespace Stage5.Tests.Guards;

/// <summary>The rules of Prometheus ask for the metrics that there are, and fire when they should.</summary>
public sealed partial class ModelRulesTests(BudgetsApi api) : IClassFixture<BudgetsApi>
{
    private static readonly string Rules = Path.Combine(
        Repository.Root, "deploy", "prometheus", "stage5-models.rules.yml");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_metrics_have_the_names_and_labels_that_the_rules_ask_for()
    {
        using var admin = api.ClientOf("soft", role: "admin");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/budgets")
        {
            Content = JsonContent.Create(
                new BudgetsUpdate { Limits = [new BudgetLimit { Window = "day", HardLimit = 10, SoftLimit = 1 }] },
                ContractsJson.Default.BudgetsUpdate),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var put = await admin.SendAsync(request, Ct);
        put.EnsureSuccessStatusCode();
        await api.SpendAsync("soft", "ana", 2_000_000, Ct);
        // The gauge is there from the first call on.
        api.Services.GetRequiredService<ModelDispatcher>();
        var provider = api.Services.GetRequiredService<ModelRouter>().Providers[0];
        api.Services.GetRequiredService<ModelHealthBoard>().Of(provider, "tiny", "acme");

        var text = await admin.GetStringAsync("/metrics", Ct);

        text.ShouldMatch("(?m)^stage5_budget_soft_exceeded_total\\{[^}]*scope=\"tenant\"[^}]*window=\"day\"[^}]*\\} 1");
        text.ShouldMatch("(?m)^stage5_model_breaker\\{[^}]*model=\"tiny\"[^}]*tenant=\"acme\"[^}]*\\} 0");
        var asked = Metric().Matches(await File.ReadAllTextAsync(Rules, Ct)).Select(match => match.Value).ToHashSet();
        asked.ShouldBe(["stage5_budget_soft_exceeded_total", "stage5_model_breaker"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("stage5_budget_soft_exceeded_total{scope=\"tenant\",window=\"day\"}", "_x15 1x5",
        "Stage5BudgetSoftLimitPassed", "scope=\"tenant\", severity=\"warning\", window=\"day\"")]
    [InlineData("stage5_budget_soft_exceeded_total{scope=\"tenant\",window=\"day\"}", "1x20", "", "")]
    [InlineData("stage5_model_breaker{provider=\"p\",model=\"m\"}", "2x20",
        "Stage5ModelBreakerOpen", "model=\"m\", provider=\"p\", severity=\"critical\"")]
    [InlineData("stage5_model_breaker{provider=\"p\",model=\"m\"}", "1x20", "", "")]
    public Task Exactly_the_right_alert_fires(string series, string values, string alert, string labels)
    {
        var fires = alert.Length == 0 ? "[]" : "[{ value: 1, labels: 'ALERTS{alertname=\"" + alert
            + "\", alertstate=\"firing\", " + labels + "}' }]";
        return Promtool.TestAsync($$"""
            rule_files: ['{{Rules}}']
            tests:
              - interval: 1m
                input_series:
                  - series: '{{series}}'
                    values: '{{values}}'
                promql_expr_test:
                  - expr: ALERTS{alertstate="firing"}
                    eval_time: 17m
                    exp_samples: {{fires}}
            """);
    }

    [GeneratedRegex("stage5_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex Metric();
}
