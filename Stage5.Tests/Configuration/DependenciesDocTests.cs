using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Stage5.Tests.Configuration;

/// <summary>docs/dependencies.md says of each package what its next major changes here.</summary>
public sealed class DependenciesDocTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadLines(Repository.PathOf("docs", "dependencies.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ")),
    ];

    [Fact]
    public void Every_package_that_is_pinned_is_named()
    {
        var packages = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => (string)package.Attribute("Include")!).ToArray();
        var modules = new[] { Repository.PathOf("Stage5.Web", "Client"), Repository.PathOf("Stage5.Tests", "OpenAI", "client") }
            .Select(folder => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "package.json")))!.AsObject())
            .SelectMany(file => new[] { file["dependencies"], file["devDependencies"] }.OfType<JsonObject>())
            .SelectMany(group => group.Select(one => one.Key)).ToArray();
        var page = string.Join('\n', Rows.Select(row => string.Join(" | ", row)));

        packages.Length.ShouldBeGreaterThan(25);
        modules.Length.ShouldBeGreaterThan(8);
        packages.Concat(modules).Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Each_says_what_would_change() =>
        Rows.Where(row => row.Length != 3 || row.Any(cell => cell.Trim().Length == 0)).Select(row => row[0]).ShouldBeEmpty();
}
