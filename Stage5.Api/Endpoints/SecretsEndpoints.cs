namespace Stage5.Api.Endpoints;

internal static class SecretsEndpoints
{
    public static void MapSecrets(this RouteGroupBuilder api) => _ = api;
}
