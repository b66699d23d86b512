namespace Stage5.Core.Access.Jwt;

/// <summary>Why a token is not accepted. For the log; a caller hears only that it is not.</summary>
public enum JwtRefusal
{
    /// <summary>Not three parts of strict base64url, or no strict JSON in them.</summary>
    Malformed,

    /// <summary>Longer than any token of a configured issuer.</summary>
    TooLong,

    /// <summary><c>alg</c> is not on the list.</summary>
    Algorithm,

    /// <summary><c>typ</c> says that it is something else.</summary>
    Type,

    /// <summary>It asks for an extension to be understood (<c>crit</c>).</summary>
    Critical,

    /// <summary>It brings a key of its own (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, <c>x5u</c>).</summary>
    EmbeddedKey,

    /// <summary>The issuer's set has no key of that id.</summary>
    UnknownKey,

    /// <summary>The key of that id is not for this algorithm or not of this issuer.</summary>
    UnsuitableKey,

    Signature,

    /// <summary>Nobody here knows the issuer, or it is another one than the keys'.</summary>
    Issuer,

    Audience,
    Expired,
    NotYetValid,

    /// <summary><c>tid</c> is missing or is not of a tenant that may sign in here.</summary>
    Tenant,

    /// <summary><c>azp</c>, <c>appid</c> or <c>client_id</c> is missing or not of an allowed client.</summary>
    Client,

    /// <summary>It names nobody.</summary>
    User,

    /// <summary>It carries no role that means anything here.</summary>
    Role,

    /// <summary>The issuer's keys could not be had, or the last ones are too old to be believed.</summary>
    ExpiredKeySet,
}
