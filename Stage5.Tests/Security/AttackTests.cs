extern alias cli;

using cli::Stage5.Cli.Security;
using Stage5.Tests.Api;

namespace Stage5.Tests.Security;

/// <summary>Each attack of the catalogue against the API over a real socket and a real store.</summary>
public sealed class AttackTests(AttackTests.AttackedApi api) : IClassFixture<AttackTests.AttackedApi>
{
    public static IEnumerable<TheoryDataRow<string>> Attacks() =>
        AttackCatalog.All.Select(attack => new TheoryDataRow<string>(attack.Id));

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task An_attack_is_held_off(string id)
    {
        var ct = TestContext.Current.CancellationToken;
        using var client = api.CreateClient();
        var target = new AttackTarget(
            client, api.TokenOf("demo", "ana"), api.TokenOf("other", "mallory"), TimeProvider.System);

        var result = await AttackCatalog.All.Single(attack => attack.Id == id).Run(target, ct);

        result.Verdict.ShouldBe(AttackVerdict.Held, result.Evidence);
    }

    [Fact]
    public void Each_attack_has_a_name_and_a_threat_of_its_own()
    {
        AttackCatalog.All.Select(attack => attack.Id).ShouldBeUnique();
        AttackCatalog.All.ShouldAllBe(attack => attack.Threat.Length > 0 && attack.Title.Length > 0);
    }

    public sealed class AttackedApi : StoredApi
    {
        public AttackedApi() => UseKestrel(0);
    }
}
