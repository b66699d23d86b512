namespace Stage5.Core.Models;

/// <summary>Configuration section <c>Stage5:Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Stage5:Models";

    /// <summary>Provider ids in order of preference, separated by commas; those not named follow by id.</summary>
    public string? Order { get; set; }

    /// <summary>By id. The discovered engine has the id <c>apertium</c> and need not be configured.</summary>
    public IDictionary<string, ProviderOptions> Providers { get; } =
        new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// One provider, <c>Stage5:Models:Providers:{id}</c>. What is wrong stops the start; what is missing leaves the
/// provider listed as unusable.
/// </summary>
public sealed class ProviderOptions
{
    /// <summary>A <see cref="ProviderKind"/>.</summary>
    public string? Kind { get; set; }

    /// <summary>False takes the provider out; this is how the discovered engine is switched off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// OpenAICompatible: absolute http or https address up to and with the version, <c>…/v1</c>.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>OpenAICompatible: the model's name.</summary>
    public string? Model { get; set; }

    /// <summary>
    /// OpenAICompatible: the key is read from <c>Stage5:Secrets:{SecretName}</c>. Absent: none is sent.
    /// </summary>
    public string? SecretName { get; set; }

    /// <summary>
    /// Seconds one try may take: 30, or 10 for one answer of Apertium. In a stream: until each next part comes.
    /// </summary>
    public double? TimeoutSeconds { get; set; }

    /// <summary>Apertium: where the <c>.mode</c> files are.</summary>
    public string? ModesDirectory { get; set; }

    /// <summary>Apertium: pipelines kept for one pair; 2.</summary>
    public int? PipelinesPerPair { get; set; }

    /// <summary>Apertium: seconds after which an unused pipeline is stopped; 300.</summary>
    public double? IdleSeconds { get; set; }
}
