namespace Stage5.Core.Access.Jwt;

/// <summary>What a token must say to be accepted. Compared exactly, case included, unless it is said otherwise.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Audiences">One of these must be in <c>aud</c>.</param>
public sealed record JwtExpectations(string Issuer, IReadOnlyCollection<string> Audiences)
{
    public IReadOnlyCollection<string> Algorithms { get; init; } = JwtKey.Algorithms;

    /// <summary>What <c>typ</c> may be, in any case and with or without <c>application/</c>.</summary>
    public IReadOnlyCollection<string> Types { get; init; } = ["JWT", "at+jwt"];

    /// <summary>Whether <c>typ</c> must be there.</summary>
    public bool TypeRequired { get; init; }

    /// <summary>Whether <c>nbf</c> must be there.</summary>
    public bool NotBeforeRequired { get; init; }

    /// <summary>What <c>tid</c> must be; null when it does not matter.</summary>
    public string? TenantId { get; init; }

    /// <summary>What <c>azp</c>, <c>appid</c> or <c>client_id</c> may be; empty when it does not matter.</summary>
    public IReadOnlyCollection<string> Clients { get; init; } = [];

    /// <summary>How far clocks may be apart.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(60);
}
