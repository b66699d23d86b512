extern alias cli;

using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using cli::Stage5.Cli.Security;

namespace Stage5.Tests.Security;

/// <summary>What docs/security.md says is there is there.</summary>
public sealed partial class SecurityDocTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "security.md"));

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var known = typeof(SecurityDocTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.Name).ToHashSet(StringComparer.Ordinal);

        var named = TestNames().Matches(Page).Select(match => match.Groups["name"].Value).ToArray();

        named.Length.ShouldBeGreaterThan(20);
        named.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_attack_is_about_a_threat_that_is_named()
    {
        var threats = ThreatRows().Matches(Page).Select(match => match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);

        AttackCatalog.All.Where(attack => !threats.Contains(attack.Threat)).Select(attack => attack.Id).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Generates", "docs")]
    public Task The_checklist_is_what_the_tests_try()
    {
        var list = new StringBuilder("""
            # Penetration checklist

            Generated from the attacks that the tests try (`Stage5.Cli/Security`, `AttackTests`); do not edit. Try them against
            a running system with `./stage5 security check --url URL --evidence FILE`.

            | attack | what is tried | threat |
            |---|---|---|

            """);
        foreach (var attack in AttackCatalog.All)
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{attack.Id}` | {attack.Title} | {attack.Threat} |\n");
        list.Append("""

            ## Within
            Attacks that need more than HTTP, tried by tests only:

            | test | what is tried |
            |---|---|

            """);
        foreach (var (name, said) in TaggedAttacks())
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{name}` | {said} |\n");
        return Repository.ShouldHoldAsync(Repository.PathOf("docs", "security", "penetration-checklist.md"), list.ToString());
    }

    // A test says with [Trait("Attack", "…")] what it tries.
    private static IEnumerable<(string Name, string Said)> TaggedAttacks() =>
        from type in typeof(SecurityDocTests).Assembly.GetTypes()
        from member in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Cast<MemberInfo>().Append(type)
        from attribute in member.GetCustomAttributes<TraitAttribute>(inherit: false)
        where attribute.Name == "Attack"
        orderby type.Name, member.Name
        select (member == type ? type.Name : $"{type.Name}.{member.Name}", attribute.Value);

    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TestNames();

    [GeneratedRegex(@"^\| (?<id>[A-Z]+-[A-Z][0-9]) \|", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex ThreatRows();
}
