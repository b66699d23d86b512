using Stage5.Core.Configuration;

namespace Stage5.Core.Access.Issuers;

/// <summary>Section <c>Stage5:Access:Issuers</c>: whose tokens are accepted besides Stage5's own.</summary>
public sealed class IssuersOptions
{
    public const string Section = "Stage5:Access:Issuers";

    /// <summary>By name; the name stands in logs and metrics.</summary>
    public IDictionary<string, IssuerOptions> Issuers { get; } =
        new Dictionary<string, IssuerOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What could not be read, in sentences.</summary>
    internal List<string> Misread { get; } = [];
}

/// <summary>One issuer, <c>Stage5:Access:Issuers:{name}</c>.</summary>
public sealed class IssuerOptions
{
    /// <summary>Its address; <c>/.well-known/openid-configuration</c> below it says where its keys are.</summary>
    public Uri? Authority { get; init; }

    /// <summary>
    /// What <c>iss</c> says, where that is not the authority. <c>{tenantid}</c> stands for the token's <c>tid</c>.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary><c>aud</c> of tokens that may call the API.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary><c>aud</c> of tokens that may do one thing only: start a dashboard session, once.</summary>
    public IReadOnlyList<string> SignInAudiences { get; init; } = [];

    /// <summary>The Stage5 tenant of everyone whom it knows; or else <see cref="Tenants"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary><c>tid</c> to Stage5 tenant; who is of no tenant named here is refused.</summary>
    public IReadOnlyDictionary<string, string> Tenants { get; init; } = new Dictionary<string, string>();

    /// <summary>Clients (<c>azp</c>, <c>appid</c>) whose tokens are accepted; empty for any.</summary>
    public IReadOnlyList<string> Clients { get; init; } = [];

    /// <summary>The claim that names the person or program; null takes <c>oid</c>, else <c>sub</c>.</summary>
    public string? UserClaim { get; init; }

    /// <summary>Put before each name, so that people of two issuers in one tenant stay apart.</summary>
    [KeyExample("ext-")]
    public string UserPrefix { get; init; } = "";

    /// <summary>The claim that holds the roles.</summary>
    public string RolesClaim { get; init; } = "roles";

    /// <summary>Value of the roles' claim to Stage5 role.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>();

    /// <summary>Stage5 role of whoever has none of <see cref="Roles"/>; null refuses them.</summary>
    public string? DefaultRole { get; init; }

    /// <summary>
    /// Value of <c>scp</c> or <c>scope</c> to permissions. Where there are some, a token that has scopes may do what
    /// both its roles and its scopes allow.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Scopes { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Least time between two readings of its keys, whatever tokens come.</summary>
    public TimeSpan KeysFloor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Age from which its keys are read again, ahead of need.</summary>
    public TimeSpan KeysRefresh { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Age from which its keys are believed no more, for instance because it cannot be reached.</summary>
    public TimeSpan KeysKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What <c>iss</c> must say, perhaps with a place for the tenant.</summary>
    internal string ExpectedIssuer => Issuer
        ?? (Authority is { Host: "login.microsoftonline.com", Segments: [_, "organizations/" or "common/", ..] }
            ? "https://login.microsoftonline.com/{tenantid}/v2.0"
            : Authority?.OriginalString ?? "");

    /// <summary>Every Stage5 tenant that it knows people of.</summary>
    internal IEnumerable<string> AllTenants => Tenant is null ? Tenants.Values : Tenants.Values.Append(Tenant);
}
