using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>Models, budgets and usage of a scripted API; limits are changed by the version that is expected.</summary>
internal sealed class ScriptedFigures
{
    private readonly Lock _lock = new();

    public ModelsView Models { get; set; } = new([], 300, Figures.At);

    public BudgetsView Budgets { get; set; } = new("enforce", "EUR", "Europe/Madrid", 1, []);

    public Func<string, UsageView> Usage { get; set; } = scope => new(
        scope, "EUR", new(2026, 3, 2), new(2026, 3, 8), new(0, 0, 0, 0, 0, 0, 0), []);

    /// <summary>The queries of <c>/api/usage</c>.</summary>
    public List<string> UsageQueries { get; } = [];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/models", () => Results.Ok(Models));
        routes.MapGet("/api/budgets", () => Results.Ok(Budgets));
        routes.MapPut("/api/budgets", Put);
        routes.MapGet("/api/usage", (string from, string to, string scope) =>
        {
            lock (_lock) UsageQueries.Add($"{from} {to} {scope}");
            return Results.Ok(Usage(scope));
        });
    }

    private IResult Put(HttpRequest request, BudgetsUpdate update)
    {
        lock (_lock)
        {
            var expected = string.Create(CultureInfo.InvariantCulture, $"\"{Budgets.Version}\"");
            if (request.Headers.IfMatch != expected)
                return ScriptedApi.Fail(412, "version_changed", "The budgets are not those you saw.", "Read them again.");
            Budgets = Budgets with
            {
                Version = Budgets.Version + 1,
                Budgets =
                [
                    .. Budgets.Budgets.Where(budget => budget.Source == "configuration"),
                    .. update.Limits.Select(limit => new BudgetView(
                        limit.Scope, limit.Id, limit.Window, limit.HardLimit, limit.SoftLimit, 0, 0, limit.HardLimit,
                        SoftExceeded: false, Figures.Renews, "administrator")),
                ],
            };
            return Results.Ok(Budgets);
        }
    }
}
