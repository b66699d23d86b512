using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Stage5.Core.Secrets;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Secrets;

/// <summary>The rules of Prometheus ask for the metric that there is, and fire when they should.</summary>
public sealed partial class SecretRulesTests
{
    private const string Metric = "secret_expires_in_seconds";
    private static readonly string Rules = Path.Combine(
        Repository.Root, "deploy", "prometheus", "stage5-secrets.rules.yml");

    [Fact]
    public async Task The_metric_has_the_name_that_the_rules_ask_for()
    {
        await using var vault = await ScriptedVault.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        vault.Put("scraped-key", new VaultSecret("v1", "scraped-value", now) { Expires = now.AddDays(3) });
        var builder = TestHost.Builder();
        builder.AddServiceDefaults();
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken).AddSecrets(builder.Configuration);
        builder.Services.AddSingleton(vault.Client()).AddSingleton(new SecretNeed("scraped-key", "a test"));
        await using var host = await TestHost.StartAsync(builder, app => app.MapDefaultEndpoints());

        using var response = await host.GetAsync("/metrics", "metrics:read");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        PrometheusText.Parse(text, openMetrics: false).Families[Metric].Samples
            .Single(sample => sample.Labels["secret"] == "scraped-key").Value.ShouldBeInRange(258_000, 259_201);
        text.ShouldNotContain("scraped-value");
        foreach (Match name in Expression().Matches(await File.ReadAllTextAsync(Rules)))
            name.Groups["metric"].Value.ShouldBe(Metric);
        Expression().Count(await File.ReadAllTextAsync(Rules)).ShouldBe(3);
    }

    [Theory]
    [InlineData(31, "")]
    [InlineData(29, "Stage5SecretExpiresSoon")]
    [InlineData(6, "Stage5SecretExpiresVerySoon")]
    [InlineData(-1, "Stage5SecretExpired")]
    public async Task Exactly_the_right_alert_fires(int days, string alert)
    {
        var severity = alert == "Stage5SecretExpiresSoon" ? "warning" : "critical";
        var fires = alert.Length == 0 ? "[]" : "[{ value: 1, labels: 'ALERTS{alertname=\"" + alert
            + "\", alertstate=\"firing\", secret=\"a-key\", severity=\"" + severity + "\"}' }]";
        await Promtool.TestAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            rule_files: ['{{Rules}}']
            tests:
              - interval: 1m
                input_series:
                  - series: '{{Metric}}{secret="a-key"}'
                    values: '{{days * 86_400}}-60x30'
                promql_expr_test:
                  - expr: ALERTS{alertstate="firing"}
                    eval_time: 20m
                    exp_samples: {{fires}}
            """));
    }

    [GeneratedRegex(@"^\s+expr:.*\((?<metric>[a-z_]+)\)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();
}
