using System.Globalization;
using System.Text.Json;
using Azure;

namespace Stage5.Core.Secrets;

/// <summary>What a failed call of a vault means. The vault's own text stays out of it.</summary>
internal static class VaultFailures
{
    public static VaultAnswer For(Exception exception, DateTimeOffset now) => exception switch
    {
        RequestFailedException { Status: 404 } => new VaultAnswer.NotThere("It is not in the vault."),
        RequestFailedException { Status: 403 } refused => OfForbidden(refused),
        RequestFailedException { Status: 429 } throttled => new VaultAnswer.Away(
            "The vault is throttling us (429).", RetryAfter(throttled, now)),
        RequestFailedException { Status: 401 } => new VaultAnswer.Away("The vault does not accept our identity (401)."),
        RequestFailedException { Status: 0 } or AggregateException => new VaultAnswer.Away("The vault cannot be reached."),
        RequestFailedException { Status: >= 500 } broken => new VaultAnswer.Away(
            $"The vault is broken ({broken.Status}).", RetryAfter(broken, now)),
        RequestFailedException other => new VaultAnswer.Refused($"The vault refused the question ({other.Status})."),
        OperationCanceledException => new VaultAnswer.Away("The vault did not answer in time."),
        // Credentials throw types of their own package, and their messages name accounts.
        _ => new VaultAnswer.Away($"The vault could not be asked ({exception.GetType().Name})."),
    };

    private static VaultAnswer.Refused OfForbidden(RequestFailedException refused)
    {
        var code = InnerCode(refused);
        return code == "SecretDisabled"
            ? new VaultAnswer.Refused("Its current version is disabled. Enable it or make a new one.")
            : new VaultAnswer.Refused($"The vault forbids reading it ({code ?? "403"}). Grant 'get' on its secrets.");
    }

    private static string? InnerCode(RequestFailedException refused)
    {
        try
        {
            using var body = JsonDocument.Parse(refused.GetRawResponse()?.Content ?? BinaryData.FromString("null"));
            return body.RootElement.GetProperty("error").GetProperty("innererror").GetProperty("code").GetString()
                is { Length: > 0 and <= 40 } code && code.All(char.IsAsciiLetterOrDigit) ? code : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(RequestFailedException failure, DateTimeOffset now)
    {
        if (failure.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) != true)
            return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks))
            : null;
    }
}
