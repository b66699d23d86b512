using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;

namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>
/// What an exception of the wire means. Bodies are left out: servers repeat keys and users' words there.
/// </summary>
internal static class WireFailures
{
    public static ModelException For(string provider, Exception exception, TimeSpan timeout, DateTimeOffset now) =>
        exception switch
        {
            ModelException already => already,
            ClientResultException { Status: > 0 } answer => OfStatus(provider, answer, now),
            _ => new ModelException(
                provider, ModelFailure.Transient, Meaning(exception, timeout), inner: exception),
        };

    private static string Meaning(Exception exception, TimeSpan timeout) => exception switch
    {
        OperationCanceledException => $"did not answer within {timeout.TotalSeconds:0.###} s.",
        ClientResultException { InnerException: { } inner } => Meaning(inner, timeout),
        IOException or HttpRequestException { InnerException: IOException } =>
            "the answer was cut off before its end.",
        HttpRequestException http => $"cannot be reached ({http.HttpRequestError}).",
        JsonException or InvalidOperationException or FormatException or KeyNotFoundException
            or ArgumentException => "the answer is not a chat completion.",
        _ => $"the call failed ({exception.GetType().Name}).",
    };

    private static ModelException OfStatus(string provider, ClientResultException answer, DateTimeOffset now)
    {
        var (failure, meaning) = answer.Status switch
        {
            401 or 403 => (ModelFailure.Credentials, "its credentials were refused"),
            404 or 405 or 410 or (>= 300 and < 400) => (ModelFailure.Configuration, "no such endpoint or model"),
            408 or 409 or 425 or 429 or >= 500 => (ModelFailure.Transient, "it is overloaded or broken"),
            _ => (ModelFailure.Caller, "the request was refused"),
        };
        return new ModelException(provider, failure, $"answered {answer.Status}: {meaning}.",
            RetryAfter(answer.GetRawResponse(), now));
    }

    private static TimeSpan? RetryAfter(PipelineResponse? response, DateTimeOffset now)
    {
        if (response?.Headers.TryGetValue("Retry-After", out var value) != true) return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        var isDate = DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        if (!isDate) return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
