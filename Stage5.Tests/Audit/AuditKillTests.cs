extern alias cli;

using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using cli::Stage5.Cli.Audit;
using Stage5.Contracts;
using Stage5.Core.Audit;

namespace Stage5.Tests.Audit;

/// <summary>The law: whatever is killed and whenever, what was acknowledged is on record, without a gap.</summary>
public sealed class AuditKillTests(ITestOutputHelper output)
{
    [Fact, Trait("Duration", "long")]
    public Task Processes_that_are_killed_at_random_lose_no_acknowledged_record_and_leave_no_gap() => KillAsync(kills: 14);

    [Fact]
    public Task Two_processes_that_are_killed_lose_no_acknowledged_record_and_leave_no_gap() => KillAsync(kills: 2);

    private async Task KillAsync(int kills)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        await using var processes = KilledProcesses.Start();
        var acknowledged = new ConcurrentBag<string>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var callers = Enumerable.Range(0, 4).Select(caller => ChangeAsync(processes, caller, acknowledged, over.Token)).ToArray();
        while (acknowledged.Count < 20)
            await Task.Delay(50, limit.Token);

        var (random, longest) = (new Random(20261121), kills > 2 ? 1_500 : 200);
        var killed = new List<string>();
        for (var kill = 0; kill < kills; kill++)
        {
            var before = acknowledged.Count;
            await Task.Delay(random.Next(50, longest), limit.Token);
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
        var told = records.Where(record => record.Outcome == "succeeded").Select(record => record.Action switch
        {
            "budgets.changed" => $"budgets {(decimal)record.After![0]!["soft_limit"]!}",
            "task.created" => $"task {record.TaskId}",
            _ => record.Resource.Replace('/', ' '),
        }).ToHashSet();
        foreach (var kind in new[] { "budgets ", "task ", "key " })
            acknowledged.ShouldContain(change => change.StartsWith(kind), kind);
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

    // Each change has a name of its own, which its record must have.
    private static async Task ChangeAsync(
        KilledProcesses processes, int caller, ConcurrentBag<string> acknowledged, CancellationToken over)
    {
        using var client = processes.ClientOf("admin", $"admin{caller}");
        var keys = 0;
        for (var i = 1; !over.IsCancellationRequested; i++)
        {
            try
            {
                var done = (i % 4) switch
                {
                    1 => await SubmitAsync(client, over),
                    // A tenant has so many keys and no more.
                    2 when keys < 12 => await IssueAsync(client, $"key {caller} {i}", over),
                    _ => await SetAsync(client, ((caller + 1) * 1_000_000) + i, over),
                };
                if (done is null)
                    continue;
                keys += i % 4 == 2 ? 1 : 0;
                acknowledged.Add(done);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                // Not acknowledged: it may be on record or not.
            }
        }
    }

    private static async Task<string?> SetAsync(HttpClient client, decimal limit, CancellationToken over)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/budgets")
        {
            Content = JsonContent.Create(
                new BudgetsUpdate { Limits = [new BudgetLimit { Window = "day", SoftLimit = limit }] },
                ContractsJson.Default.BudgetsUpdate),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await client.SendAsync(request, over);
        return response.StatusCode == HttpStatusCode.OK ? $"budgets {limit}" : null;
    }

    private static async Task<string?> SubmitAsync(HttpClient client, CancellationToken over)
    {
        var task = new TaskRequest
        {
            Kind = TaskKinds.Translate,
            Text = "Good morning",
            SourceLanguage = "en",
            TargetLanguage = "es",
        };
        using var response = await client.PostAsJsonAsync("/api/tasks", task, ContractsJson.Default.TaskRequest, over);
        return response.StatusCode == HttpStatusCode.Accepted
            ? $"task {(await response.Content.ReadFromJsonAsync(ContractsJson.Default.TaskAccepted, over))!.TaskId}"
            : null;
    }

    private static async Task<string?> IssueAsync(HttpClient client, string name, CancellationToken over)
    {
        using var response = await client.PostAsJsonAsync(
            "/api/keys", new KeyInput { Name = name, Role = "service" }, ContractsJson.Default.KeyInput, over);
        return response.StatusCode == HttpStatusCode.Created
            ? $"key {(await response.Content.ReadFromJsonAsync(ContractsJson.Default.IssuedKeyView, over))!.Key.Id}"
            : null;
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
