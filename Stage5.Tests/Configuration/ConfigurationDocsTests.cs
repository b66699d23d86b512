namespace Stage5.Tests.Configuration;

[Trait("Generates", "docs")]
public sealed class ConfigurationDocsTests
{
    [Fact]
    public async Task The_catalogue_in_the_contracts_is_what_the_hosts_declare() => await Repository.ShouldHoldAsync(
        Repository.PathOf("Stage5.Contracts", "configuration.json"), DeclaredKeys.Json(DeclaredKeys.All()));

    [Fact]
    public async Task The_table_of_environment_variables_is_what_the_hosts_declare() => await Repository.ShouldHoldPartAsync(
        Repository.PathOf("docs", "configuration.md"), "keys", DeclaredKeys.Table(DeclaredKeys.All()));

    [Fact]
    public void Every_key_says_what_it_means_and_shows_a_right_value()
    {
        var keys = DeclaredKeys.All();

        keys.Where(key => key.Description.Length == 0).Select(key => key.Key).ShouldBeEmpty();
        keys.Where(key => key.Example.Length == 0).Select(key => key.Key).ShouldBeEmpty();
        keys.Count.ShouldBeGreaterThan(150);
    }

    [Fact]
    [Trait("Threat", "OP-T1")]
    public void Options_are_registered_in_one_way()
    {
        string[] hosts = ["Stage5.Core", "Stage5.Api", "Stage5.Worker", "Stage5.Web", "Stage5.ServiceDefaults"];

        var others = hosts.SelectMany(host => Directory.EnumerateFiles(
                Repository.PathOf(host), "*.cs", SearchOption.AllDirectories))
            .Where(file => File.ReadAllText(file).Contains(".Bind(configuration", StringComparison.OrdinalIgnoreCase)
                || File.ReadAllText(file).Contains(".BindConfiguration(", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

        others.ShouldBeEmpty("AddStage5Options binds, validates and declares the keys");
    }
}
