using Microsoft.Extensions.Configuration;
using Stage5.Core.Models;

namespace Stage5.Tests.Models;

public sealed class ConfigurationListsTests
{
    private static readonly Dictionary<string, string?> Comma = new() { ["Top:Middle:List"] = "a, b ,,c" };

    private static readonly Dictionary<string, string?> Indexed = new()
    {
        ["Top:Middle:List:0"] = "d",
        ["Top:Middle:List:1"] = " ",
        ["Top:Middle:List:2"] = "e, f",
        ["Top:Middle:List:10"] = "g",
    };

    private static readonly Dictionary<string, string?> Short = new() { ["Top:Middle:List:0"] = "x" };
    private static readonly Dictionary<string, string?> Empty = new() { ["Top:Middle:List"] = "" };
    private static readonly Dictionary<string, string?> Other = new() { ["Top:Middle:Liste"] = "y" };

    public static TheoryData<Dictionary<string, string?>[], string[]?> Layers => new()
    {
        { [Comma], ["a", "b", "c"] },
        { [Indexed], ["d", "e, f", "g"] },
        { [Comma, Indexed], ["d", "e, f", "g"] },
        { [Indexed, Comma], ["a", "b", "c"] },
        { [Indexed, Short], ["x"] },
        { [Comma, Short], ["x"] },
        { [Short, Comma], ["a", "b", "c"] },
        { [Comma, new() { ["Top:Middle:List"] = "z" }], ["z"] },
        { [Indexed, Empty], [] },
        { [Comma, Other], ["a", "b", "c"] },
        { [Other], null },
        { [], null },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_last_layer_that_has_the_key_gives_the_whole_list(
        Dictionary<string, string?>[] layers, string[]? expected)
    {
        var builder = new ConfigurationBuilder();
        foreach (var layer in layers) builder.AddInMemoryCollection(layer);
        var root = builder.Build();
        ConfigurationLists.Read(root, "Top:Middle:List").ShouldBe(expected);

        // As a host has it: its own layers chained into a manager's.
        var manager = new ConfigurationManager();
        manager.AddConfiguration(root);
        ConfigurationLists.Read(manager, "Top:Middle:List").ShouldBe(expected);
    }

    [Fact]
    public async Task A_provider_has_the_list_of_the_last_layer()
    {
        await using var models = new TestModels(
            ("Models:Providers:p:Kind", "OpenAICompatible"),
            ("Models:Providers:p:Regions:0", "eu"),
            ("Models:Providers:p:Regions:1", "us"));
        models.Provider("p").Regions.ShouldBe(["eu", "us"], ignoreOrder: true);
    }
}
