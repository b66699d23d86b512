namespace Stage5.Api.OpenAI.Errors;

/// <summary>A request under <c>/v1</c> that ends with an error: its status and its body.</summary>
internal sealed class DoorException(int status, OpenAIError error, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(error.Message, inner)
{
    public int Status { get; } = status;

    public OpenAIError Error { get; } = error;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static DoorException Invalid(string message, string? param = null, string code = "invalid_request") =>
        new(StatusCodes.Status400BadRequest, new OpenAIError(message, ErrorTypes.InvalidRequest, param, code));
}

/// <summary>OpenAI's classes of errors, as its clients know them.</summary>
internal static class ErrorTypes
{
    public const string InvalidRequest = "invalid_request_error";
    public const string Authentication = "authentication_error";
    public const string Permission = "permission_error";
    public const string RateLimit = "rate_limit_error";
    public const string Quota = "insufficient_quota";
    public const string Server = "server_error";
}
