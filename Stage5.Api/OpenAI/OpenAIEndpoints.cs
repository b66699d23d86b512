namespace Stage5.Api.OpenAI;

internal static class OpenAIEndpoints
{
    public static void MapOpenAI(this WebApplication app) => _ = app;
}
