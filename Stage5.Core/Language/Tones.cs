using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Stage5.Contracts;

namespace Stage5.Core.Language;

/// <summary>
/// How a text can be asked to sound: what is built in, and each tenant's own styles from
/// <c>Stage5:Tones:{tenant}:{name}</c> (<c>Default</c> for every tenant). A tone is an instruction to a model.
/// </summary>
public sealed class Tones
{
    public const string Section = "Stage5:Tones";
    private const string EveryTenant = "Default";
    private const int LongestInstruction = 1_000;

    private static readonly FrozenDictionary<string, string> BuiltIn = new Dictionary<string, string>
    {
        ["polite"] = "polite and considerate, in the form of address one uses with people one does not know well.",
        ["casual"] =
            "casual and friendly, as among colleagues who know each other well; no slang that is hard to read.",
        ["business"] = "businesslike: clear, courteous, to the point, fit for a customer or a superior.",
        ["technical"] = "technical and exact: the field's own terms, short sentences, nothing decorative.",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _styles;
    private readonly List<string> _errors = [];

    public Tones(IConfiguration configuration) => _styles = configuration.GetSection(Section).GetChildren()
        .ToFrozenDictionary(tenant => tenant.Key, Read, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every name and instruction that is out of bounds; then no tone may be used.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The names a tenant may use, in order.</summary>
    public IReadOnlyList<string> NamesFor(string tenant) =>
    [
        .. BuiltIn.Keys.Concat(Own(EveryTenant).Keys).Concat(Own(tenant).Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
    ];

    /// <summary>What a model is told; null for a name the tenant does not have.</summary>
    public string? InstructionFor(string tenant, string name) =>
        Own(tenant).GetValueOrDefault(name)
        ?? Own(EveryTenant).GetValueOrDefault(name)
        ?? BuiltIn.GetValueOrDefault(name);

    private FrozenDictionary<string, string> Own(string tenant) =>
        _styles.GetValueOrDefault(tenant) ?? FrozenDictionary<string, string>.Empty;

    private FrozenDictionary<string, string> Read(IConfigurationSection tenant) => tenant.GetChildren()
        .ToFrozenDictionary(style => style.Key, Checked, StringComparer.OrdinalIgnoreCase);

    private string Checked(IConfigurationSection style)
    {
        var text = style.Value?.Trim() ?? "";
        if (text.Length is 0 or > LongestInstruction || style.Key.Length > Limits.NameLength)
            _errors.Add($"{style.Path}: a style has a name of at most {Limits.NameLength} characters and an instruction "
                + $"of 1 to {LongestInstruction}.");
        return text;
    }
}
