using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Stage5.Core.Guards.Compliance.Scanning;
using Stage5.Core.Models;
using Stage5.Core.Storage;

namespace Stage5.Core.Guards.Compliance;

/// <summary>
/// Section <c>Stage5:Compliance:{Default|tenant}</c>, read once: <c>Classes:{class}</c> is <c>allow</c>, <c>redact</c>,
/// <c>review</c> or <c>block</c>; <c>BannedPhrases</c> a list; <c>BannedPhraseAction</c> is <c>keep_original</c> or <c>block</c>.
/// What a tenant does not say is as in Default.
/// </summary>
internal sealed class CompliancePolicies
{
    public const string Section = "Stage5:Compliance";
    private const string DefaultName = "Default";
    private const int PhrasesAtMost = 500;

    private readonly CompliancePolicy _default;
    private readonly FrozenDictionary<string, CompliancePolicy> _tenants;

    public CompliancePolicies(IConfiguration configuration)
    {
        var errors = new List<string>();
        var section = configuration.GetSection(Section);
        _default = Read(configuration, section.GetSection(DefaultName), null, errors);
        var fallback = section.GetSection(DefaultName);
        _tenants = section.GetChildren()
            .Where(tenant => !tenant.Key.Equals(DefaultName, StringComparison.OrdinalIgnoreCase))
            .Select(tenant =>
            {
                if (!TenantId.IsValid(tenant.Key.ToLowerInvariant()))
                    errors.Add($"{tenant.Path}: '{tenant.Key}' is no tenant's id.");
                return (tenant.Key, Policy: Read(configuration, tenant, fallback, errors));
            })
            .ToFrozenDictionary(tenant => tenant.Key, tenant => tenant.Policy, StringComparer.OrdinalIgnoreCase);
        // The same mistake in Default would be named again by each tenant that inherits it.
        Errors = [.. errors.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Everything that is wrong with the configuration; then no policy may be used.</summary>
    public IReadOnlyList<string> Errors { get; }

    public CompliancePolicy Of(string tenant) => _tenants.GetValueOrDefault(tenant, _default);

    private static CompliancePolicy Read(
        IConfiguration root, IConfigurationSection section, IConfigurationSection? fallback, List<string> errors)
    {
        foreach (var child in section.GetChildren())
        {
            if (!IsOneOf(child.Key, "Classes", "BannedPhrases", "BannedPhraseAction"))
                errors.Add($"{child.Path} is unknown; there are Classes, BannedPhrases and BannedPhraseAction.");
        }

        if (!string.IsNullOrEmpty(section.Value) && fallback is not null)
            errors.Add($"{section.Path} is a value; it must have Classes, BannedPhrases or BannedPhraseAction.");
        var classes = new Dictionary<string, ComplianceAction>(StringComparer.Ordinal);
        if (fallback is not null) ReadClasses(fallback, classes, errors);
        ReadClasses(section, classes, errors);
        return new CompliancePolicy(classes, ReadPhrases(root, section, fallback, errors));
    }

    private static void ReadClasses(
        IConfigurationSection section, Dictionary<string, ComplianceAction> classes, List<string> errors)
    {
        foreach (var entry in section.GetSection("Classes").GetChildren())
        {
            var name = entry.Key.ToLowerInvariant();
            if (!ComplianceClasses.Detected.Contains(name))
            {
                errors.Add($"{entry.Path} is unknown; the classes are {string.Join(", ", ComplianceClasses.Detected)}.");
                continue;
            }

            ComplianceAction? action = entry.Value?.Trim().ToLowerInvariant() switch
            {
                "allow" => ComplianceAction.Allow,
                "redact" => ComplianceAction.Redact,
                "review" => ComplianceAction.Review,
                "block" => ComplianceAction.Block,
                _ => null,
            };
            if (action is { } known) classes[name] = known;
            else errors.Add($"{entry.Path} is '{entry.Value}'; it must be allow, redact, review or block.");
        }
    }

    private static BannedPhrases ReadPhrases(
        IConfiguration root, IConfigurationSection section, IConfigurationSection? fallback, List<string> errors)
    {
        var key = $"{section.Path}:BannedPhrases";
        var phrases = ConfigurationLists.Read(root, key)
            ?? (fallback is null ? null : ConfigurationLists.Read(root, $"{fallback.Path}:BannedPhrases")) ?? [];
        if (phrases.Count > PhrasesAtMost) errors.Add($"{key} has {phrases.Count} phrases; {PhrasesAtMost} at most.");
        for (var i = 0; i < phrases.Count; i++)
        {
            // The phrases themselves may be what nobody is to read: the message counts them.
            if (BannedPhrases.Fold(phrases[i]).Length is 0 or > BannedPhrases.LongestPhrase)
                errors.Add($"{key}: phrase {i + 1} must have 1 to {BannedPhrases.LongestPhrase} characters.");
        }

        var named = section["BannedPhraseAction"] ?? fallback?["BannedPhraseAction"];
        ComplianceAction? action = named?.Trim().ToLowerInvariant() switch
        {
            null or "keep_original" => ComplianceAction.KeepOriginal,
            "block" => ComplianceAction.Block,
            _ => null,
        };
        if (action is null)
            errors.Add($"{section.Path}:BannedPhraseAction is '{named}'; it must be keep_original or block.");
        return new BannedPhrases(
            [.. phrases.Where(phrase => BannedPhrases.Fold(phrase).Length > 0)], action ?? ComplianceAction.Block);
    }

    private static bool IsOneOf(string key, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (name.Equals(key, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
