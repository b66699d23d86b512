using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Guards;
using Stage5.Tests.OpenAI;

namespace Stage5.Tests.Mcp;

[Collection(DoorCollection.Name)]
public sealed class OfficialMcpClientTests(DoorSystem system)
{
    private const string Tenant = "agents";

    [Fact]
    public async Task The_official_client_lists_the_tools_and_calls_each()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        system.Reset();
        for (var i = 1; i <= 4; i++) system.Third.ThenJson(McpDoorTests.AnthropicAnswer($"Hola {i}"));
        system.First.ThenJson(McpDoorTests.ChatAnswer("Would you send it, please?"));
        await AddTermAsync(limit.Token);

        var output = await NodeClient.RunAsync("mcp.mjs", new Dictionary<string, string>
        {
            ["STAGE5_URL"] = new Uri(system.Address, "/mcp").ToString(),
            ["STAGE5_KEY"] = system.Token(Tenant),
            ["STAGE5_POOR_KEY"] = system.Token("poor"),
        }, limit.Token);

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            "ok: initialize", "ok: tools", "ok: translate", "ok: translate into several", "ok: a question instead of a guess",
            "ok: detect_language", "ok: apply_glossary", "ok: rewrite", "ok: reply_in_thread", "ok: get_cost_latency",
            "ok: refusals",
        ]);
        var ledger = await system.Services.GetRequiredService<BudgetBook>().LedgerAsync(Tenant, 100, limit.Token);
        ledger.Select(entry => entry.Operation).Where(operation => operation.Length > 0).Reverse()
            .ShouldBe(["translate", "translate", "translate", "rewrite", "reply"]);
        ledger.ShouldAllBe(entry => entry.User == "ana" && entry.TaskId != null);
    }

    private async Task AddTermAsync(CancellationToken cancellationToken)
    {
        using var client = system.ClientOf(Tenant);
        using var term = new StringContent("""
            {"scope":"personal","kind":"translate","sourceLanguage":"en","targetLanguage":"es","sourceTerm":"help desk","targetTerm":"mesa de ayuda"}
            """, Encoding.UTF8, "application/json");
        using var added = await client.PostAsync("/api/glossary", term, cancellationToken);
        added.IsSuccessStatusCode.ShouldBeTrue(await added.Content.ReadAsStringAsync(cancellationToken));
    }
}
