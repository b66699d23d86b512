namespace Stage5.Api.Endpoints;

internal static class BudgetsEndpoints
{
    public static void MapBudgets(this RouteGroupBuilder api) => _ = api;
}
