namespace Stage5.Core.Models;

/// <summary>
/// One provider, <c>Stage5:Models:Providers:{id}</c>. What is wrong stops the start; what is missing leaves the
/// provider listed as unusable. Each property is a key; docs/providers.md says what it means.
/// </summary>
public sealed class ProviderOptions
{
    /// <summary>Null where it is not said, or is none.</summary>
    public ProviderKind? Kind { get; internal set; }

    /// <summary>False takes the provider out; this is how the discovered engine is switched off.</summary>
    public bool Enabled { get; internal set; } = true;

    /// <summary>Absolute http or https address; OpenAI and Anthropic have one of their own.</summary>
    public Uri? Endpoint { get; internal set; }

    /// <summary>The model's name upstream; for Azure the deployment's.</summary>
    public string? Model { get; internal set; }

    /// <summary>Absent: no credentials are sent.</summary>
    public string? SecretName { get; internal set; }

    public decimal? InputPricePerMillion { get; internal set; }

    /// <summary>Absent: as other input.</summary>
    public decimal? CachedInputPricePerMillion { get; internal set; }

    public decimal? OutputPricePerMillion { get; internal set; }

    /// <summary>ISO 4217; USD.</summary>
    public string? Currency { get; internal set; }

    /// <summary>Names the price list; <c>configured</c>.</summary>
    public string? PriceVersion { get; internal set; }

    /// <summary>Tokens of input and output together.</summary>
    public long? ContextLength { get; internal set; }

    /// <summary>Tokens of one answer.</summary>
    public long? MaxOutputTokens { get; internal set; }

    public IReadOnlyList<string> Regions { get; internal set; } = [];

    public IReadOnlyList<string> Certifications { get; internal set; } = [];

    /// <summary>Until the first token.</summary>
    public double? LatencyTargetMs { get; internal set; }

    /// <summary>Share among equals; 1.</summary>
    public double? Weight { get; internal set; }

    /// <summary>Calls in flight from one process.</summary>
    public long? ConcurrencyLimit { get; internal set; }

    /// <summary>Values of <see cref="ModelCapabilities"/>; absent: what the kind can do.</summary>
    public IReadOnlyList<string>? Capabilities { get; internal set; }

    /// <summary>
    /// Seconds one try may take: 30, or 10 for one answer of Apertium. In a stream: until each next part comes.
    /// </summary>
    public double? TimeoutSeconds { get; internal set; }

    /// <summary>Apertium: where the <c>.mode</c> files are.</summary>
    public string? ModesDirectory { get; internal set; }

    /// <summary>Apertium: pipelines kept for one pair; 2.</summary>
    public long? PipelinesPerPair { get; internal set; }

    /// <summary>Apertium: seconds after which an unused pipeline is stopped; 300.</summary>
    public double? IdleSeconds { get; internal set; }
}
