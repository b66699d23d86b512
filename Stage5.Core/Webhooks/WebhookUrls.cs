using System.Net;

namespace Stage5.Core.Webhooks;

/// <summary>What can be said of an endpoint's URL before it is called.</summary>
internal static class WebhookUrls
{
    private const int Longest = 2_000;

    /// <summary>Why it can be none, in a sentence; null when it can.</summary>
    public static string? ProblemOf(string text, AddressRules rules)
    {
        if (text.Length > Longest || !Uri.TryCreate(text, UriKind.Absolute, out var url))
            return "url must be an absolute https URL of at most 2,000 characters.";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "url must have no user information and no fragment.";
        var address = IPAddress.TryParse(url.DnsSafeHost, out var literal) ? literal : null;
        var local = url.IsLoopback || (address is not null && IPAddress.IsLoopback(address));
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && local))
            return "url must be https.";
        if (address is not null && !rules.Allows(address))
            return "url must not lead to an address that is not public.";
        return local && !rules.Allows(address ?? IPAddress.Loopback)
            ? "url must not lead to this machine."
            : null;
    }
}
