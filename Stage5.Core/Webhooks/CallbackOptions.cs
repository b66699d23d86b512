using Microsoft.Extensions.Options;
using Stage5.Core.Storage;

namespace Stage5.Core.Webhooks;

/// <summary>Section <c>Stage5:Callbacks</c>.</summary>
public sealed class CallbackOptions
{
    public const string Section = "Stage5:Callbacks";

    /// <summary>Who may call <c>POST /api/callbacks/{source}</c>, by name.</summary>
    public IDictionary<string, CallbackSourceOptions> Sources { get; } =
        new Dictionary<string, CallbackSourceOptions>(StringComparer.Ordinal);
}

/// <summary>One that may call.</summary>
public sealed class CallbackSourceOptions
{
    /// <summary><c>standard</c> (Standard Webhooks) or <c>teamsOutgoing</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Name of the secret in the secret store; its value before stays good while the store says so.</summary>
    public string? Secret { get; set; }

    /// <summary>Whose tenant it calls for.</summary>
    public string? Tenant { get; set; }

    /// <summary>The service user it acts as; <c>callback-</c> and its name if absent.</summary>
    public string? User { get; set; }

    /// <summary>Types of events it may deliver; of a Teams source always <c>message</c>.</summary>
    public IList<string> Events { get; } = [];

    /// <summary>What a Teams source's messages are translated into, BCP 47.</summary>
    public string? TargetLanguage { get; set; }
}

/// <summary>Names every wrong source at once.</summary>
internal sealed class CallbackOptionsValidator : IValidateOptions<CallbackOptions>
{
    public ValidateOptionsResult Validate(string? name, CallbackOptions options)
    {
        var errors = options.Sources.SelectMany(source => Of(source.Key, source.Value)).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Of(string name, CallbackSourceOptions source)
    {
        var key = $"{CallbackOptions.Section}:Sources:{name}";
        if (!TenantId.IsValid(name))
            yield return $"{key}: a source's name is of a-z, 0-9 and . _ @ -, and has at most 64.";
        if (source.Kind is not (CallbackKinds.Standard or CallbackKinds.TeamsOutgoing))
            yield return $"{key}:Kind must be standard or teamsOutgoing.";
        if (string.IsNullOrEmpty(source.Secret))
            yield return $"{key}:Secret must name a secret of the secret store: no callback is taken unsigned.";
        if (!TenantId.IsValid(source.Tenant))
            yield return $"{key}:Tenant must be a tenant's name.";
        if (!TenantId.IsValid(CallbackSources.UserOf(name, source)))
            yield return $"{key}:User must be a user's name.";
        if (source is { Kind: CallbackKinds.Standard, Events.Count: 0 })
            yield return $"{key}:Events must name what it may deliver, for instance message.created.";
        if (source.Kind == CallbackKinds.TeamsOutgoing && string.IsNullOrEmpty(source.TargetLanguage))
            yield return $"{key}:TargetLanguage must say what its messages are translated into, for instance es.";
    }
}

/// <summary>The values of <see cref="CallbackSourceOptions.Kind"/>.</summary>
public static class CallbackKinds
{
    public const string Standard = "standard";
    public const string TeamsOutgoing = "teamsOutgoing";
}
