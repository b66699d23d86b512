using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Models;

/// <summary>Finds every wrong value at once. What is only missing is not an error: see the factory.</summary>
internal sealed partial class ModelsOptionsValidator : IValidateOptions<ModelsOptions>
{
    private static readonly string Kinds = string.Join(", ", Enum.GetNames<ProviderKind>());

    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        var errors = new List<string>();
        foreach (var (id, provider) in options.Providers.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var key = $"{ModelsOptions.Section}:Providers:{id}";
            if (!Id().IsMatch(id)) errors.Add($"{key}: an id is 1 to 64 letters, digits, '-' and '_'.");
            if (provider.Kind is { } kind && ModelProviderFactory.KindOf(kind) is null)
                errors.Add($"{key}:Kind is '{kind}'; it must be one of: {Kinds}.");
            if (!string.IsNullOrEmpty(provider.Endpoint) && !IsHttp(provider.Endpoint))
                errors.Add($"{key}:Endpoint must be an absolute http or https address without user or password.");
            if (provider.TimeoutSeconds is <= 0 or > 600)
                errors.Add($"{key}:TimeoutSeconds must be above 0 and at most 600.");
            if (provider.PipelinesPerPair is < 1 or > 16)
                errors.Add($"{key}:PipelinesPerPair must be from 1 to 16.");
            if (provider.IdleSeconds is < 1 or > 86_400) errors.Add($"{key}:IdleSeconds must be from 1 to 86400.");
        }

        foreach (var id in ModelProviderFactory.Ids(options.Order))
        {
            if (!options.Providers.ContainsKey(id) && !ModelProviderFactory.IsDiscovered(id))
                errors.Add($"{ModelsOptions.Section}:Order names '{id}', which is not configured.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool IsHttp(string endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Id();
}
