namespace Stage5.Tests.Security;

/// <summary>Why attacks of a kind, <c>[Trait("Attack", kind)]</c>, are tried by tests and not against a base URL.</summary>
internal static class WithinOnly
{
    private const string IssuersKey =
        "it takes tokens that the issuer's own key signed, and nobody outside has that key. What needs none is `token-none`, "
        + "`token-hmac`, `token-own-key`, `token-changed` and `token-cut`.";

    public static IReadOnlyDictionary<string, string> Why { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["algorithm"] = IssuersKey,
        ["cross origin"] = "which origins are allowed is configured, and a test starts a host of each kind. "
            + "What no host may allow is `browser-cors`.",
        ["cross-site request"] = "it walks every endpoint of the dashboard as it is mapped, with a session. "
            + "Some of them are asked from outside in `dashboard-cross-site`.",
        ["curve"] = "it takes a set of keys with such a key in it, which only the issuer can publish.",
        ["duplicates"] = IssuersKey,
        ["embedded key"] = IssuersKey,
        ["encoding"] = IssuersKey,
        ["expired key set"] = "it takes an issuer that goes away, and a day that passes.",
        ["fuzzing"] = "it is tens of thousands of changed tokens and sets of keys, more than a system lets anybody ask.",
        ["kid"] = IssuersKey,
        ["open redirect"] = "where one is led in the end is sealed in the sign-in's state, and shows only after a sign-in at the "
            + "provider. What shows before it is `dashboard-redirect`.",
        ["request forgery"] = "names that lead inside are found out when a worker calls them, with a resolver and a clock of the "
            + "test's. Addresses that say it themselves are `webhook-inside`.",
        ["sign-in"] = "it takes a provider that answers another sign-in, and a person who signed in. "
            + "What nobody has to sign in for is `dashboard-sign-in`.",
        ["signature"] = IssuersKey,
        ["size"] = "that it is refused unread shows within alone. That it is refused is `token-oversized`.",
        ["tenant"] = IssuersKey,
        ["unsigned callback"] = "it starts hosts that are wrong: what must be seen is that they do not start. "
            + "Of one that runs it is `callback-unsigned`.",
        ["webhook signature"] = "each byte, header and time is changed, thousands of them, beside vectors of the specification. "
            + "Of one that runs it is `callback-altered`, `callback-guessed` and `callback-replayed`.",
    };
}
