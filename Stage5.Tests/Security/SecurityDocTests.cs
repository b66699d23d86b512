extern alias cli;

using System.Globalization;
using System.Text;
using cli::Stage5.Cli.Security;

namespace Stage5.Tests.Security;

/// <summary>What docs/security.md says is there is there.</summary>
[Collection(AttackedCollection.Name)]
public sealed class SecurityDocTests(AttackedSystem system)
{
    [Fact]
    public void Each_boundary_has_its_threats_by_each_letter_or_the_reason_why_there_is_none()
    {
        SecurityDoc.Boundaries.Count.ShouldBe(9);
        var asked = SecurityDoc.Boundaries.SelectMany(boundary => "STRIDE".Select(letter => $"{boundary}-{letter}"));
        var rows = SecurityDoc.Threats.ToLookup(row => row.Letter, StringComparer.Ordinal);

        rows.Select(letter => letter.Key).Order(StringComparer.Ordinal).ShouldBe(asked.Order(StringComparer.Ordinal));
        SecurityDoc.Threats.Select(row => row.Id).ShouldBeUnique();
        foreach (var row in SecurityDoc.Threats.Where(row => row.Number.Length == 0))
        {
            row.Threat.ShouldStartWith("None, because ");
            rows[row.Letter].ShouldHaveSingleItem(row.Letter);
        }
        SecurityDoc.Threats.Where(row => row.Number.Length > 0 && row.Tests.Length == 0)
            .Select(row => row.Id).ShouldBeEmpty();
    }

    [Fact]
    public void Each_threat_names_its_tests_and_each_of_them_its_threat()
    {
        var page = SecurityDoc.Threats.SelectMany(row => row.Tests.Select(test => $"{row.Id} {test}")).ToArray();
        var tests = SecurityDoc.Traits("Threat").Select(trait => $"{trait.Value} {trait.Test}").ToArray();

        page.Length.ShouldBeGreaterThan(100);
        page.Except(tests).ShouldBeEmpty(
            "docs/security.md names what is no test, or no test with this [Trait(\"Threat\", …)]");
        tests.Except(page).ShouldBeEmpty("docs/security.md does not name what has this [Trait(\"Threat\", …)]");
    }

    [Fact]
    public void Every_attack_is_about_a_threat_that_is_named()
    {
        var threats = SecurityDoc.Threats.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);

        AttackCatalog.All.Where(attack => !threats.Contains(attack.Threat)).Select(attack => attack.Id).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Generates", "docs")]
    public Task The_results_are_those_of_a_run()
    {
        var table = new StringBuilder("""
            | attack | threat | what must come back | verdict |
            |---|---|---|---|

            """);
        foreach (var result in system.Results)
        {
            table.Append(CultureInfo.InvariantCulture,
                $"| `{result.Id}` | {result.Threat} | {result.Expected} | {Word(result.Verdict)} |\n");
        }
        return Repository.ShouldHoldPartAsync(SecurityDoc.Path, "results", table.ToString());
    }

    [Fact]
    [Trait("Generates", "docs")]
    public Task The_checklist_is_what_the_tests_try()
    {
        var list = new StringBuilder("""
            # Penetration checklist

            Generated from the attacks that the tests try (`Stage5.Cli/Security`, `AttackTests`); do not edit. Try them against
            a running system with `./stage5 security check --url URL --dashboard URL --callback-source NAME --evidence FILE`;
            [security.md](../security.md) says which credentials it takes.

            | attack | what is tried | threat |
            |---|---|---|

            """);
        foreach (var attack in AttackCatalog.All)
            list.Append(CultureInfo.InvariantCulture, $"| `{attack.Id}` | {attack.Title} | {attack.Threat} |\n");
        list.Append("""

            ## Within
            Tried by tests only, for the reason named: nobody who has but a base URL can try them.

            """);
        var kinds = SecurityDoc.Traits("Attack").ToLookup(trait => trait.Value, StringComparer.Ordinal);
        kinds.Select(kind => kind.Key).Order(StringComparer.Ordinal)
            .ShouldBe(WithinOnly.Why.Keys.Order(StringComparer.Ordinal));
        foreach (var kind in kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            list.Append(CultureInfo.InvariantCulture, $"\n**{kind.Key}**: {WithinOnly.Why[kind.Key]}\n");
            foreach (var (name, _) in kind)
                list.Append(CultureInfo.InvariantCulture, $"- `{name}`\n");
        }
        return Repository.ShouldHoldAsync(Repository.PathOf("docs", "security", "penetration-checklist.md"), list.ToString());
    }

    private static string Word(AttackVerdict verdict) => verdict switch
    {
        AttackVerdict.Held => "held off",
        AttackVerdict.Broken => "**not held off**",
        _ => "not tried",
    };
}
