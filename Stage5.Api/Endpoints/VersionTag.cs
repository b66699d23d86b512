using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Stage5.Api.Endpoints;

/// <summary>Versions as entity tags.</summary>
internal static class VersionTag
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads <c>If-Match</c>.</summary>
    /// <param name="expected">Null stands for <c>*</c>, which is any version.</param>
    /// <returns>False when it names no version.</returns>
    public static bool TryRead(HttpRequest request, out long? expected)
    {
        expected = null;
        if (!EntityTagHeaderValue.TryParseList(request.Headers.IfMatch, out var tags) || tags is not [var tag])
            return false;
        if (tag.Equals(EntityTagHeaderValue.Any))
            return true;
        if (tag.IsWeak || !long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None,
            CultureInfo.InvariantCulture, out var version))
            return false;
        expected = version;
        return true;
    }
}
