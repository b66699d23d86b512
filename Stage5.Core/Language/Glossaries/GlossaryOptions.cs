using System.ComponentModel.DataAnnotations;
using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries;

/// <summary>Section <c>Stage5:Glossary</c>.</summary>
public sealed class GlossaryOptions : IValidatableObject
{
    /// <summary>Terms of a tenant.</summary>
    [Range(1, 1_000_000)]
    public int TenantTerms { get; set; } = 100_000;

    /// <summary>Terms of one user.</summary>
    [Range(1, 100_000)]
    public int PersonalTerms { get; set; } = 10_000;

    /// <summary>Terms of one channel.</summary>
    [Range(1, 100_000)]
    public int ChannelTerms { get; set; } = 10_000;

    /// <summary>Characters of a term, of each of its translations and of a replacement.</summary>
    [Range(1, 250)]
    public int TermLength { get; set; } = 200;

    /// <summary>Bytes of a file to import.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public long ImportBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long an import that stopped half way stays in the store, where nobody sees it.</summary>
    public TimeSpan ImportExpiry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Answers to conflicts that are remembered for one user.</summary>
    [Range(1, 100_000)]
    public int Decisions { get; set; } = 1_000;

    /// <summary>Terms that one process keeps in memory; the glossaries least used make room.</summary>
    [Range(1, 10_000_000)]
    public int CachedTerms { get; set; } = 300_000;

    internal int MaxTerms(GlossaryScope scope) => scope switch
    {
        GlossaryScope.Tenant => TenantTerms,
        GlossaryScope.Channel => ChannelTerms,
        _ => PersonalTerms,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ImportExpiry < TimeSpan.FromSeconds(10) || ImportExpiry > TimeSpan.FromDays(1))
            yield return new("ImportExpiry must be ten seconds to a day.", [nameof(ImportExpiry)]);
    }
}
