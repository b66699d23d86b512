using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Stage5.Core.Models;

/// <summary>
/// Options of a chat call that is a translation; an engine that only translates needs nothing else.
/// </summary>
public sealed class TranslationOptions : ChatOptions
{
    public TranslationOptions()
    {
    }

    [SetsRequiredMembers]
    private TranslationOptions(TranslationOptions other)
        : base(other) => (SourceLanguage, TargetLanguage) = (other.SourceLanguage, other.TargetLanguage);

    /// <summary>BCP 47.</summary>
    public required string SourceLanguage { get; set; }

    /// <summary>BCP 47.</summary>
    public required string TargetLanguage { get; set; }

    public override ChatOptions Clone() => new TranslationOptions(this);
}
