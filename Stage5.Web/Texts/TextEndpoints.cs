using Microsoft.Net.Http.Headers;
using Stage5.Contracts;
using Stage5.Web.Pages;

namespace Stage5.Web.Texts;

/// <summary>The texts of a language for the modules in the browser: nothing in them is private.</summary>
internal static class TextEndpoints
{
    internal const string Route = "/texts/{locale}.json";

    /// <summary>Where the texts are; other texts have another address, so an answer is good for ever.</summary>
    public static string AddressOf(UiTexts texts) => $"/texts/{texts.Locale}.json?v={texts.Version}";

    // The sign-in page has modules too, so WebApp.MapWeb names this route as open.
    public static void MapTexts(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Route, Read).AllowAnonymous();

    private static Task Read(string locale, string? v, HttpContext context)
    {
        if (UiTexts.Find(locale) is not { } texts)
            return ErrorResponses.WriteProblemAsync(context, ErrorResponses.NotFound);
        context.Response.Headers.CacheControl =
            v == texts.Version ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Bytes(texts.Json, "application/json", entityTag: new EntityTagHeaderValue($"\"{texts.Version}\""))
            .ExecuteAsync(context);
    }
}
