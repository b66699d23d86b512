using System.ClientModel;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Anthropic.Exceptions;
using Anthropic.Models;

namespace Stage5.Core.Models.Wires;

/// <summary>
/// What an exception or a status of the wire means. Bodies are left out: servers repeat keys and users' words.
/// </summary>
internal static class WireFailures
{
    public static ModelException For(string provider, Exception exception, TimeSpan timeout, DateTimeOffset now) =>
        exception switch
        {
            ModelException already => already,
            { InnerException: ModelException inner } => inner,
            ClientResultException { Status: > 0 } answer =>
                OfStatus(provider, answer.Status, RetryAfter(answer), now),
            AnthropicSseException error => OfEvent(provider, error),
            // Its message can be what the server said.
            AnthropicException => new ModelException(
                provider, ModelFailure.Transient, Meaning(exception, timeout)),
            _ => new ModelException(
                provider, ModelFailure.Transient, Meaning(exception, timeout), inner: exception)
            {
                MayHaveCost = !NeverSent(exception),
            },
        };

    /// <summary>Null when the status is a success.</summary>
    public static ModelException? Of(string provider, HttpResponseMessage response, DateTimeOffset now) =>
        response.IsSuccessStatusCode
            ? null
            : OfStatus(provider, (int)response.StatusCode, RetryAfter(response.Headers), now);

    private static bool NeverSent(Exception exception) => exception switch
    {
        ClientResultException or AnthropicIOException => exception.InnerException is { } inner && NeverSent(inner),
        HttpRequestException http => http.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
        _ => false,
    };

    private static string Meaning(Exception exception, TimeSpan timeout) => exception switch
    {
        OperationCanceledException => $"did not answer within {timeout.TotalSeconds:0.###} s.",
        ClientResultException or AnthropicIOException when exception.InnerException is { } inner =>
            Meaning(inner, timeout),
        IOException or HttpRequestException { InnerException: IOException } =>
            "the answer was cut off before its end.",
        HttpRequestException http => $"cannot be reached ({http.HttpRequestError}).",
        JsonException or InvalidOperationException or FormatException or KeyNotFoundException
            or ArgumentException or AnthropicInvalidDataException => "the answer is not a chat completion.",
        _ => $"the call failed ({exception.GetType().Name}).",
    };

    private static ModelException OfStatus(string provider, int status, string? retryAfter, DateTimeOffset now)
    {
        var (failure, meaning) = status switch
        {
            401 or 403 => (ModelFailure.Credentials, "its credentials were refused"),
            404 or 405 or 410 or (>= 300 and < 400) => (ModelFailure.Configuration, "no such endpoint or model"),
            408 or 409 or 425 or 429 or >= 500 => (ModelFailure.Transient, "it is overloaded or broken"),
            _ => (ModelFailure.Caller, "the request was refused"),
        };
        return new ModelException(provider, failure, $"answered {status}: {meaning}.", Delay(retryAfter, now))
        {
            Status = status,
            MayHaveCost = false,
        };
    }

    /// <summary>An <c>error</c> event in a stream that had begun with success.</summary>
    private static ModelException OfEvent(string provider, AnthropicSseException error)
    {
        var (failure, meaning) = error.Type?.Value() switch
        {
            ErrorType.InvalidRequestError => (ModelFailure.Caller, "the request was refused"),
            ErrorType.AuthenticationError or ErrorType.PermissionError or ErrorType.BillingError =>
                (ModelFailure.Credentials, "its credentials were refused"),
            ErrorType.NotFoundError => (ModelFailure.Configuration, "no such endpoint or model"),
            _ => (ModelFailure.Transient, "it is overloaded or broken"),
        };
        return new ModelException(provider, failure, $"sent an error in the stream: {meaning}.")
        {
            MayHaveCost = true,
        };
    }

    private static string? RetryAfter(ClientResultException answer) =>
        answer.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) == true ? value : null;

    private static string? RetryAfter(HttpResponseHeaders headers) =>
        headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan? Delay(string? value, DateTimeOffset now)
    {
        if (value is null) return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        var isDate = DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        if (!isDate) return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
