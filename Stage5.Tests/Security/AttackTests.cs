extern alias cli;

using cli::Stage5.Cli.Security;

namespace Stage5.Tests.Security;

/// <summary>Each attack of the catalogue against the API and the dashboard over real sockets and a real store.</summary>
[Collection(AttackedCollection.Name)]
public sealed class AttackTests(AttackedSystem system)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> Attacks() =>
        AttackCatalog.All.Select(attack => new TheoryDataRow<string>(attack.Id));

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_is_held_off(string id)
    {
        var result = system.Results.Single(result => result.Id == id);

        result.Verdict.ShouldBe(AttackVerdict.Held, result.Evidence);
    }

    [Fact]
    public void Each_attack_has_a_name_and_a_threat_of_its_own()
    {
        AttackCatalog.All.Select(attack => attack.Id).ShouldBeUnique();
        AttackCatalog.All.ShouldAllBe(
            attack => attack.Threat.Length > 0 && attack.Title.Length > 0 && attack.Expected.Length > 0);
    }

    [Fact]
    public async Task A_refusal_that_closes_the_connection_is_one()
    {
        await using var server = ClosingServer.Start(answersAgain: true);
        using var client = server.Client();

        var result = await RunAsync("input-long", client);

        result.ShouldBe(AttackResult.Held("2 tried, each held off: the connection was closed"));
    }

    [Fact]
    public async Task A_system_that_is_gone_after_it_closed_the_connection_held_nothing_off()
    {
        await using var server = ClosingServer.Start(answersAgain: false);
        using var client = server.Client();

        await Should.ThrowAsync<HttpRequestException>(() => RunAsync("input-long", client));
    }

    [Fact]
    public async Task A_source_of_callbacks_that_is_not_there_shows_nothing()
    {
        using var client = system.Api.CreateClient();

        foreach (var attack in AttackCatalog.All.Where(attack => attack.Id.StartsWith("callback-", StringComparison.Ordinal)))
        {
            var result = await attack.Run(new AttackTarget(client, TimeProvider.System) { CallbackSource = "nobody" }, Ct);

            result.ShouldBe(AttackResult.Skipped("no source is called nobody"));
        }
    }

    private static Task<AttackResult> RunAsync(string id, HttpClient client) => AttackCatalog.All
        .Single(attack => attack.Id == id).Run(new AttackTarget(client, TimeProvider.System) { Token = "any" }, Ct);
}
