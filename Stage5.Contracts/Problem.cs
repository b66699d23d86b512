namespace Stage5.Contracts;

/// <summary>An error, RFC 9457 (<c>application/problem+json</c>).</summary>
/// <param name="Type">URI reference of the kind of problem.</param>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What happened, in a sentence for a person.</param>
/// <param name="Code">Stable, snake case; what a program branches on.</param>
/// <param name="Next">What to do about it.</param>
/// <param name="TraceId">W3C trace id, to find it in logs.</param>
/// <param name="Errors">For 400: the messages per field.</param>
/// <param name="Providers">For <c>no_usable_provider</c>: each provider and why not.</param>
public sealed record Problem(
    string? Type,
    string? Title,
    int? Status,
    string? Detail,
    string? Code,
    string? Next,
    string? TraceId,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    IReadOnlyList<ProviderReason>? Providers = null);

/// <summary>Why a provider did not answer.</summary>
public sealed record ProviderReason(string Provider, string Reason);
