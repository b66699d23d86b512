using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Stage5.Contracts;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>The languages the interface is written in, and its texts, for clients that show them too.</summary>
internal static class LocalizationEndpoints
{
    public static void MapLocalization(this RouteGroupBuilder api)
    {
        var localization = api.MapGroup("/localization").WithTags("Operations");

        localization.MapGet("/locales", List)
            .RequirePermission(Permissions.MetadataRead).WithName("getLocales")
            .WithSummary("The languages the interface is really written in")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        localization.MapGet("/catalog/{locale}", Read)
            .RequirePermission(Permissions.MetadataRead).WithName("getCatalog")
            .WithSummary("Every text of one interface language, by key")
            .WithDescription("The ETag changes with the texts; with If-None-Match the answer is 304 while they are the "
                + "same.")
            .Produces<CatalogView>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<IReadOnlyList<LocaleView>> List() => TypedResults.Ok<IReadOnlyList<LocaleView>>(
    [
        .. UiTexts.All.Select(texts => new LocaleView(
            texts.Locale, texts.Culture.EnglishName, texts.Culture.NativeName, texts.IsComplete)),
    ]);

    private static IResult Read(string locale, HttpResponse response)
    {
        if (UiTexts.Find(locale) is not { } texts)
        {
            return Problems.Create(StatusCodes.Status404NotFound, "locale_not_found",
                "The interface is not written in this language.",
                $"Ask for one of {string.Join(", ", UiTexts.All.Select(known => known.Locale))}.");
        }

        response.Headers.CacheControl = "private, no-cache";
        var tag = new EntityTagHeaderValue($"\"{texts.Version}\"");
        return TypedResults.Bytes(texts.Json, "application/json", entityTag: tag);
    }
}
