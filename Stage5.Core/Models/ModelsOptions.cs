namespace Stage5.Core.Models;

/// <summary>Configuration section <c>Stage5:Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Stage5:Models";

    /// <summary>Provider ids in order of preference; those not named follow by id.</summary>
    public IReadOnlyList<string> Order { get; internal set; } = [];

    /// <summary>By id. The discovered engine has the id <c>apertium</c> and need not be configured.</summary>
    public IDictionary<string, ProviderOptions> Providers { get; } =
        new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What could not be read: unknown keys, values of the wrong type.</summary>
    internal IList<string> Misread { get; } = [];
}
