namespace Stage5.Api.Audit;

internal static class VerifyAuditingExtensions
{
    private static readonly string[] Reading = ["GET", "HEAD", "OPTIONS"];

    /// <summary>
    /// Call after the last endpoint is mapped. Throws, naming each endpoint that may change something and says
    /// neither <see cref="AuditExtensions.Audited"/> nor <see cref="AuditExtensions.AuditedElsewhere"/>.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="others">Routes that take every method and change nothing, besides <c>/health</c> and
    /// <c>/alive</c>.</param>
    /// <exception cref="InvalidOperationException">An endpoint says nothing.</exception>
    public static WebApplication VerifyAuditing(this WebApplication app, params string[] others)
    {
        string[] reading = ["/health", "/alive", .. others];
        var silent = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => MayChange(endpoint) && !SaysWhatIsRecorded(endpoint)
                && !reading.Contains(RouteOf(endpoint)))
            .Select(endpoint => endpoint.DisplayName ?? RouteOf(endpoint))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return silent.Count == 0
            ? app
            : throw new InvalidOperationException(
                $"Endpoints that may change something and do not say what is recorded: "
                + $"{string.Join("; ", silent)}. "
                + "Call Audited, or AuditedElsewhere with the reason.");
    }

    // One that names no method takes each.
    private static bool MayChange(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods
        || methods.Any(method => !Reading.Contains(method, StringComparer.OrdinalIgnoreCase));

    private static bool SaysWhatIsRecorded(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AuditedMetadata>() is not null
        || endpoint.Metadata.GetMetadata<AuditedElsewhereMetadata>() is { Where.Length: > 0 };

    private static string RouteOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
}
