using System.Globalization;
using System.Text.Json;

namespace Stage5.Api.OpenAI.Errors;

internal static class OpenAIErrorWriter
{
    public static Task WriteAsync(HttpContext http, DoorException failure)
    {
        if (failure.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Seconds(wait).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(http, failure.Status, failure.Error);
    }

    public static Task WriteAsync(HttpContext http, int status, OpenAIError error)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.SetRequestId();
        return http.Response.WriteAsJsonAsync(
            new OpenAIErrorBody(error), OpenAIJson.Default.OpenAIErrorBody, "application/json", http.RequestAborted);
    }

    /// <summary>The error as the event that ends a stream which had begun.</summary>
    public static byte[] Event(OpenAIError error) =>
    [
        .. "data: "u8,
        .. JsonSerializer.SerializeToUtf8Bytes(new OpenAIErrorBody(error), OpenAIJson.Default.OpenAIErrorBody),
        .. "\n\n"u8,
    ];

    /// <summary>What a bare status means.</summary>
    public static OpenAIError OfStatus(int status) => status switch
    {
        404 => new("There is nothing at this address under /v1.", ErrorTypes.InvalidRequest, null, "not_found"),
        405 => new("This address does not take this method.", ErrorTypes.InvalidRequest, null, "method_not_allowed"),
        413 => new("The request body is too large.", ErrorTypes.InvalidRequest, null, "payload_too_large"),
        415 => new("Send application/json, not compressed.", ErrorTypes.InvalidRequest, null, "unsupported_media_type"),
        >= 400 and < 500 => new("The request is malformed.", ErrorTypes.InvalidRequest, null, "invalid_request"),
        503 => new("The service is not available now. Try again in a moment.", ErrorTypes.Server, null, "unavailable"),
        _ => new("Something went wrong on our side. Look x-request-id up in the logs.",
            ErrorTypes.Server, null, "internal_error"),
    };

    // A wait told too short is a second refusal.
    private static long Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
}
