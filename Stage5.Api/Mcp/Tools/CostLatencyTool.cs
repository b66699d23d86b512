using System.Globalization;
using System.Text.Json;
using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Turns;
using static Stage5.Api.Mcp.Tools.ToolSchemas;

namespace Stage5.Api.Mcp.Tools;

internal sealed class CostLatencyTool(TurnForecasts forecasts) : McpTool(Definition, Permissions.MetadataRead)
{
    private static readonly ModelContextProtocol.Protocol.Tool Definition = Describe(
        "get_cost_latency", "What a translation would cost and how long it would take",
        "For each model that could do it, or the one named: cost expected and at worst, latency as measured, and "
        + "whether it can be used now. What was not measured is null, with the reason. Nothing is called and nothing is charged.",
        Object("\"characters\"", $$"""
            "characters":{"type":"integer","minimum":1,"maximum":{{Limits.TextLength}},
              "description":"Length of the text."},
            "model":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_/-]{0,63}$",
              "description":"A provider's id; all of them where it is absent."},
            "sourceLanguage":{{Language("BCP 47.")}},
            "targetLanguage":{{Language("BCP 47.")}}
            """),
        readOnly: true, openWorld: false);

    public override async Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync(ContractsJson.Default.CostLatencyRequest, cancellationToken);
        var view = ToolRefusal.ValueOf<CostLatencyView>(
            await CostLatencyEndpoint.ReadAsync(request, call.User, forecasts, cancellationToken));
        return new ToolAnswer(
            string.Join('\n', view.Models.Select(one => Line(one, view.Currency))),
            JsonSerializer.SerializeToElement(view, ContractsJson.Default.CostLatencyView));
    }

    private static string Line(ModelForecast one, string currency) => string.Create(CultureInfo.InvariantCulture,
        $"{one.Provider} ({one.Model}): {(one.Usable ? "usable" : $"not usable: {one.Reason}")}; cost {Or(one.ExpectedCost)}"
        + $" expected, {Or(one.WorstCaseCost)} at worst ({currency}); latency {Or(one.LatencyMs)} ms");

    private static string Or(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "unknown";
}
