using Stage5.Contracts;

namespace Stage5.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    /// <summary>Of the wire contract.</summary>
    public const string Version = "1";

    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi("v1", static options => options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "Stage5";
            document.Info.Version = Version;
            document.Info.Description = "Translate messages, follow each turn live, and see how the service is.";
            // Where it is served from depends on who asks: the document is the same everywhere.
            document.Servers = [];
            return Task.CompletedTask;
        }));

    public static void MapApiDescription(this WebApplication app) =>
        app.MapOpenApi().RequirePermission(Permissions.MetadataRead);
}
