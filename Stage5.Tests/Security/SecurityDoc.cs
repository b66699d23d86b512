using System.Reflection;
using System.Text.RegularExpressions;

namespace Stage5.Tests.Security;

/// <summary>A row of the threats in docs/security.md.</summary>
/// <param name="Letter">Boundary and letter of STRIDE: <c>WEB-I</c>.</param>
/// <param name="Number">Empty where there is no threat, and the row says why.</param>
/// <param name="Tests"><c>Class.Method</c>, or <c>Class</c> for all of it.</param>
internal sealed record ThreatRow(string Letter, string Number, string Threat, string[] Tests)
{
    public string Id => Letter + Number;
}

/// <summary>What docs/security.md says, read.</summary>
internal static partial class SecurityDoc
{
    public static readonly string Path = Repository.PathOf("docs", "security.md");

    private static readonly string Page = File.ReadAllText(Path);

    /// <summary>The letters before each arrow of the diagram: <c>API</c>, <c>WEB</c>, …</summary>
    public static IReadOnlyList<string> Boundaries { get; } =
        [.. BoundaryNames().Matches(Page).Select(match => match.Groups["name"].Value)];

    public static IReadOnlyList<ThreatRow> Threats { get; } =
    [
        .. ThreatRows().Matches(Page).Select(match => new ThreatRow(
            match.Groups["letter"].Value, match.Groups["number"].Value, match.Groups["threat"].Value,
            [.. Names().Matches(match.Groups["shown"].Value).Select(name => name.Groups["name"].Value)])),
    ];

    /// <summary>What tests say of themselves with <c>[Trait(name, …)]</c>, on the class or the method.</summary>
    public static IEnumerable<(string Test, string Value)> Traits(string name) =>
        from type in typeof(SecurityDoc).Assembly.GetTypes()
        from member in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Cast<MemberInfo>().Append(type)
        from attribute in member.GetCustomAttributes<TraitAttribute>(inherit: false)
        where attribute.Name == name
        orderby type.Name, member.Name, attribute.Value
        select (member == type ? type.Name : $"{type.Name}.{member.Name}", attribute.Value);

    [GeneratedRegex(@"""(?<name>[A-Z]+): ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BoundaryNames();

    [GeneratedRegex(
        @"^\| (?<letter>[A-Z]+-[STRIDE])(?<number>[0-9]?) \| (?<threat>[^|]+) \| (?<control>[^|]*) \| (?<shown>[^|]*) \|$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex ThreatRows();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Names();
}
