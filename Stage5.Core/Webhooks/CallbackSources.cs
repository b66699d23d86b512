using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Stage5.Core.Access;
using Stage5.Core.Secrets;

namespace Stage5.Core.Webhooks;

/// <summary>Headers and bytes of a callback, as they arrived.</summary>
/// <param name="Authorization">Every value of that header.</param>
public sealed record CallbackMessage(
    WebhookHeaders Headers, IReadOnlyList<string?> Authorization, ReadOnlyMemory<byte> Body);

/// <summary>Whether a callback is from its source.</summary>
/// <param name="Id">What names it once; empty unless it is valid.</param>
public sealed record CallbackCheck(SignatureVerdict Verdict, string Id = "");

/// <summary>The configured sources and the secrets they sign with.</summary>
public sealed class CallbackSources(IOptions<CallbackOptions> options, ISecrets secrets, TimeProvider time)
{
    // A source that nobody configured is checked against this, and takes as long to be refused.
    private static readonly WebhookSecret Nobody = WebhookSecret.Make();

    public IEnumerable<string> Names => options.Value.Sources.Keys;

    /// <summary>Null when there is none of that name.</summary>
    public CallbackSourceOptions? Find(string name) =>
        options.Value.Sources.TryGetValue(name, out var source) ? source : null;

    public static string UserOf(string name, CallbackSourceOptions source) =>
        source.User is { Length: > 0 } user ? user : ProgramNames.OfCallback(name);

    /// <summary>Checks with the secret that is good now, and the one before while it is good too.</summary>
    public CallbackCheck Check(string name, CallbackMessage message)
    {
        if (Find(name) is not { } source)
            return Standard([Nobody], message) with { Verdict = SignatureVerdict.Absent };
        return source.Kind == CallbackKinds.TeamsOutgoing
            ? Teams([.. Values(source).Select(Bytes).OfType<byte[]>()], message)
            : Standard(
                [.. Values(source).Select(value => WebhookSecret.Read(value, out _)).OfType<WebhookSecret>()], message);
    }

    /// <summary>Why the source cannot be believed now, beginning with the key; null when it can.</summary>
    public string? ProblemOf(string name)
    {
        var source = Find(name)!;
        return ProblemOf(name, source, Values(source).FirstOrDefault());
    }

    /// <summary>The same of a value that its secret would have; null for none.</summary>
    internal static string? ProblemOf(string name, CallbackSourceOptions source, string? value)
    {
        var told = $"{CallbackOptions.Section}:Sources:{name}:Secret names {source.Secret}, which is";
        if (value is null)
            return $"{told} in no source of secrets.";
        var problem = source.Kind == CallbackKinds.TeamsOutgoing ? TeamsProblem(value) : StandardProblem(value);
        return problem is null ? null : $"{told} not usable: {problem}.";
    }

    private CallbackCheck Standard(IReadOnlyList<WebhookSecret> keys, CallbackMessage message)
    {
        var verdict = StandardWebhook.Verify(keys, message.Headers, message.Body.Span, time.GetUtcNow());
        return new CallbackCheck(verdict, verdict == SignatureVerdict.Valid ? message.Headers.Id[0]! : "");
    }

    private CallbackCheck Teams(IReadOnlyList<byte[]> keys, CallbackMessage message)
    {
        if (message.Authorization.Count == 0)
            return new CallbackCheck(SignatureVerdict.Absent);
        if (message.Authorization is not [{ } authorization])
            return new CallbackCheck(SignatureVerdict.Invalid);
        var fits = false;
        foreach (var key in keys)
            fits |= TeamsSignature.Fits(key, authorization, message.Body.Span);
        if (!fits || TeamsSignature.CallOf(message.Body) is not { } call)
            return new CallbackCheck(SignatureVerdict.Invalid);
        return (time.GetUtcNow() - call.At).Duration() <= StandardWebhook.Tolerance
            ? new CallbackCheck(SignatureVerdict.Valid, call.Id)
            : new CallbackCheck(SignatureVerdict.Expired);
    }

    private IEnumerable<string> Values(CallbackSourceOptions source)
    {
        if (secrets.Find(source.Secret!, source.Tenant) is not { } values)
            yield break;
        yield return values.Current;
        if (values.Previous is { } previous)
            yield return previous;
    }

    private static string? StandardProblem(string value)
    {
        WebhookSecret.Read(value, out var problem);
        return problem;
    }

    private static string? TeamsProblem(string value) => WebhookSecret.FromBase64(value) is { } key
        ? WebhookSecret.WeaknessOf(key)
        : "it is not base64";

    private static byte[]? Bytes(string value) => TeamsProblem(value) is null ? WebhookSecret.FromBase64(value) : null;

    /// <summary>A name for the store that says nothing of what a stranger chose.</summary>
    public static string Fingerprint(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
}
