namespace Stage5.Api.Endpoints;

internal static class ModelsEndpoints
{
    public static void MapModels(this RouteGroupBuilder api) => _ = api;
}
