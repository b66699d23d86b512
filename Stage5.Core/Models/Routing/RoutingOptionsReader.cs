using Microsoft.Extensions.Configuration;
using Stage5.Core.Storage;

namespace Stage5.Core.Models.Routing;

/// <summary>
/// Lays the levels over each other: everybody's, the operation's, the tenant's, the tenant's for the operation. Each
/// replaces what it names.
/// </summary>
internal static class RoutingOptionsReader
{
    private static readonly string[] Operations =
        [ModelCapabilities.Chat, ModelCapabilities.Translate, ModelCapabilities.Embeddings];

    public static void Read(IConfiguration configuration, RoutingOptions options)
    {
        var levels = new RoutingLevelReader(configuration, options.Errors);
        var root = configuration.GetSection(RoutingOptions.Section);
        var common = levels.Read(root, "Operations", "Tenants");
        var operations = ReadOperations(root, levels, options.Errors);
        var tenants = root.GetSection("Tenants").GetChildren()
            .Select(tenant => (Name: tenant.Key, Level: levels.Read(tenant, "Operations"),
                Operations: ReadOperations(tenant, levels, options.Errors)))
            .ToArray();
        options.Errors.AddRange(tenants.Where(tenant => !TenantId.IsValid(tenant.Name))
            .Select(tenant => $"{RoutingOptions.Section}:Tenants:{tenant.Name} is not a valid tenant name."));

        foreach (var operation in Operations.Append(null))
        {
            var everybody = Of(operations, operation)(common(RoutingPolicy.Default));
            options.Policies[(null, operation)] = everybody;
            foreach (var tenant in tenants)
                options.Policies[(tenant.Name, operation)] = Of(tenant.Operations, operation)(tenant.Level(everybody));
        }
    }

    private static Dictionary<string, Func<RoutingPolicy, RoutingPolicy>> ReadOperations(
        IConfigurationSection parent, RoutingLevelReader levels, List<string> errors)
    {
        var sections = parent.GetSection("Operations").GetChildren().ToArray();
        errors.AddRange(sections.Where(section => !Operations.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            .Select(section => $"{section.Path} is no operation; there are: {string.Join(", ", Operations)}."));
        return sections.ToDictionary(
            section => section.Key, section => levels.Read(section), StringComparer.OrdinalIgnoreCase);
    }

    private static Func<RoutingPolicy, RoutingPolicy> Of(
        Dictionary<string, Func<RoutingPolicy, RoutingPolicy>> levels, string? operation) =>
        operation is not null && levels.TryGetValue(operation, out var level) ? level : static policy => policy;
}
