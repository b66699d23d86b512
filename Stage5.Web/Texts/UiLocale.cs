using Microsoft.Net.Http.Headers;
using Stage5.Contracts;

namespace Stage5.Web.Texts;

/// <summary>The language of a request: the one chosen in the menu, else what the browser asks for, else English.</summary>
internal sealed class UiLocale(RequestDelegate next)
{
    /// <summary>Holds the tag that was chosen; language-menu.mjs writes it.</summary>
    internal const string CookieName = "stage5.locale";

    // Longer lists come from no browser.
    private const int MostAsked = 20;

    public Task InvokeAsync(HttpContext context)
    {
        var culture = Of(context.Request).Culture;
        (System.Globalization.CultureInfo.CurrentCulture, System.Globalization.CultureInfo.CurrentUICulture) = (culture, culture);
        return next(context);
    }

    internal static UiTexts Of(HttpRequest request) => Chosen(request) ?? Asked(request) ?? UiTexts.English;

    /// <summary>What the person chose; null where the browser decides.</summary>
    internal static UiTexts? Chosen(HttpRequest request) => UiTexts.Find(request.Cookies[CookieName]);

    private static UiTexts? Asked(HttpRequest request) =>
        !StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var asked) ? null
        : asked.Take(MostAsked).Where(one => one.Quality is null or > 0)
            .OrderByDescending(one => one.Quality ?? 1)
            .Select(one => UiTexts.Nearest(one.Value.Value ?? ""))
            .FirstOrDefault(found => found is not null);
}
