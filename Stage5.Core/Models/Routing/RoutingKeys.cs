using Stage5.Core.Configuration;

namespace Stage5.Core.Models.Routing;

/// <summary>The keys of <c>Stage5:Routing</c>, alike on each of its levels.</summary>
internal static class RoutingKeys
{
    private static readonly string[] Levels =
        ["", "Operations:{operation}:", "Tenants:{tenant}:", "Tenants:{tenant}:Operations:{operation}:"];

    public static IEnumerable<OptionKey> All => Levels.SelectMany(Of);

    private static OptionKey[] Of(string level)
    {
        var path = $"{RoutingOptions.Section}:{level}";
        return
        [
            new($"{path}Allow", "list", null, "Ids of the only providers that may be asked.", "openai,apertium"),
            new($"{path}Order", "list", null, "Ids in order of preference; a|b are equals.", "openai|anthropic,apertium"),
            new($"{path}Objective", "choice", "Order", "By what they are put in order: order, cost, latency or reliability.",
                "cost"),
            new($"{path}Regions", "list", null, "Where a provider may process; empty: anywhere.", "eu"),
            new($"{path}FallbackRegions", "list", null, "Allowed when none in Regions can answer.", "uk"),
            new($"{path}Certifications", "list", null, "A provider must have each of them.", "ISO27001"),
            new($"{path}Fallback", "list", null, "Ids tried after the first choice; absent: all the others.", "apertium"),
            new($"{path}FallbackOnRefusal", "flag", "false", "Whether another may be asked for what one refused.", "true"),
            new($"{path}MaxTries", "whole", "4", "Most calls for one turn, retries among them.", "4"),
            new($"{path}TrySeconds", "number", null, "Most seconds of one try until it answers.", "20"),
            new($"{path}TurnSeconds", "number", null, "Most seconds of all tries together.", "45"),
        ];
    }
}
