extern alias cli;

using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using cli::Stage5.Cli.Audit;
using Stage5.Contracts;
using Stage5.Core.Audit;

namespace Stage5.Tests.Audit;

/// <summary>The law: whatever is killed and whenever, what was acknowledged is on record, without a gap.</summary>
[Trait("Duration", "long")]
public sealed class AuditKillTests(ITestOutputHelper output)
{
    private const int Kills = 14;

    [Fact]
    public async Task Processes_that_are_killed_at_random_lose_no_acknowledged_record_and_leave_no_gap()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        await using var processes = KilledProcesses.Start();
        var acknowledged = new ConcurrentBag<decimal>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var callers = Enumerable.Range(0, 4).Select(caller => ChangeAsync(processes, caller, acknowledged, over.Token)).ToArray();
        while (acknowledged.Count < 20)
            await Task.Delay(50, limit.Token);

        var random = new Random(20261121);
        var killed = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = acknowledged.Count;
            await Task.Delay(random.Next(50, 1_500), limit.Token);
            killed.Add(KilledProcesses.Names[random.Next(KilledProcesses.Names.Count)]);
            await processes.ReplaceAsync(killed[^1]);
            // Somebody must have been served since, or nothing was put at risk.
            while (acknowledged.Count < before + 5)
                await Task.Delay(20, limit.Token);
        }
        await over.CancelAsync();
        await Task.WhenAll(callers);
        await SealedAsync(processes, limit.Token);

        using var auditor = new AuditSystem(processes.ClientOf("auditor", "paula"), platform: false);
        var lines = new List<string>();
        await foreach (var line in auditor.ReadAsync("jsonl", limit.Token))
            lines.Add(line);
        var records = lines.Select(line => AuditRecord.TryRead(line).ShouldNotBeNull()).ToList();
        var told = records.Where(record => record is { Action: "budgets.changed", Outcome: "succeeded" })
            .Select(record => (decimal)record.After![0]!["hard_limit"]!).ToHashSet();
        output.WriteLine($"killed={string.Join(' ', killed)} acknowledged={acknowledged.Count} records={records.Count}");
        acknowledged.Where(change => !told.Contains(change)).ShouldBeEmpty();
        records.Select(record => record.Number).ShouldBe(Enumerable.Range(1, records.Count).Select(n => (long)n));
        records.ShouldNotContain(record => record.Action == "record.lost");
        var (said, errors) = (new StringWriter(), new StringWriter());
        (await AuditCheck.SystemAsync(auditor, [processes.PublicKey], said, errors, limit.Token)).ShouldBe(0, said.ToString());
        (await AuditCheck.FilesAsync([processes.Segments], [processes.PublicKey], said, errors)).ShouldBe(0, said.ToString());
        output.WriteLine(said.ToString());
        var disk = AuditFiles.ChainsOf([Path.Combine(processes.Segments, "acme")]).Single().SelectMany(AuditFiles.LinesOf).ToList();
        // The disk has, besides, what told of the export and the verification themselves.
        var exported = lines.Where(line => AuditChain.HashesOf(line) is not null).ToList();
        disk.Take(exported.Count).ShouldBe(exported);
    }

    // Each change has a figure of its own, which its record must name.
    private static async Task ChangeAsync(
        KilledProcesses processes, int caller, ConcurrentBag<decimal> acknowledged, CancellationToken over)
    {
        using var client = processes.ClientOf("admin", $"admin{caller}");
        for (var i = 1; !over.IsCancellationRequested; i++)
        {
            var limit = (caller + 1) * 1_000_000 + i;
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/budgets")
            {
                Content = JsonContent.Create(
                    new BudgetsUpdate { Limits = [new BudgetLimit { Window = "day", HardLimit = limit }] },
                    ContractsJson.Default.BudgetsUpdate),
            };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            try
            {
                using var response = await client.SendAsync(request, over);
                if (response.StatusCode == HttpStatusCode.OK)
                    acknowledged.Add(limit);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Not acknowledged: it may be on record or not.
            }
        }
    }

    private static async Task SealedAsync(KilledProcesses processes, CancellationToken cancel)
    {
        using var client = processes.ClientOf("auditor");
        while (true)
        {
            try
            {
                var head = await client.GetFromJsonAsync("/api/audit/head", ContractsJson.Default.AuditHeadView, cancel);
                if (head!.Sealed == head.Given)
                    return;
            }
            catch (HttpRequestException)
            {
                // It may just have been killed.
            }
            await Task.Delay(200, cancel);
        }
    }
}
