using Stage5.Core.Configuration;

namespace Stage5.Core.Models;

/// <summary>
/// One provider, <c>Stage5:Models:Providers:{id}</c>. What is wrong stops the start; what is missing leaves the
/// provider listed as unusable. Each property is a key; docs/providers.md says what it means.
/// </summary>
public sealed class ProviderOptions
{
    /// <summary>Null where it is not said, or is none.</summary>
    [KeyExample("OpenAI")]
    public ProviderKind? Kind { get; internal set; }

    /// <summary>False takes the provider out; this is how the discovered engine is switched off.</summary>
    public bool Enabled { get; internal set; } = true;

    /// <summary>Absolute http or https address; OpenAI and Anthropic have one of their own.</summary>
    [KeyExample("https://api.openai.com/v1")]
    public Uri? Endpoint { get; internal set; }

    /// <summary>The model's name upstream; for Azure the deployment's.</summary>
    [KeyExample("gpt-4.1-mini")]
    public string? Model { get; internal set; }

    /// <summary>Absent: no credentials are sent.</summary>
    [KeyExample("openai-key")]
    public string? SecretName { get; internal set; }

    /// <summary>Units of the currency for a million tokens of input; both prices or none.</summary>
    [KeyExample("0.40")]
    public decimal? InputPricePerMillion { get; internal set; }

    /// <summary>Absent: as other input.</summary>
    [KeyExample("0.10")]
    public decimal? CachedInputPricePerMillion { get; internal set; }

    /// <summary>Units of the currency for a million tokens of output.</summary>
    [KeyExample("1.60")]
    public decimal? OutputPricePerMillion { get; internal set; }

    /// <summary>ISO 4217; USD.</summary>
    [KeyExample("USD")]
    public string? Currency { get; internal set; }

    /// <summary>Names the price list; <c>configured</c>.</summary>
    [KeyExample("2026-11")]
    public string? PriceVersion { get; internal set; }

    /// <summary>Tokens of input and output together.</summary>
    [KeyExample("128000")]
    public long? ContextLength { get; internal set; }

    /// <summary>Tokens of one answer.</summary>
    [KeyExample("16384")]
    public long? MaxOutputTokens { get; internal set; }

    /// <summary>Where it processes; a policy may ask for some.</summary>
    [KeyExample("eu")]
    public IReadOnlyList<string> Regions { get; internal set; } = [];

    /// <summary>What it is certified for; a policy may ask for some.</summary>
    [KeyExample("ISO27001")]
    public IReadOnlyList<string> Certifications { get; internal set; } = [];

    /// <summary>Until the first token.</summary>
    [KeyExample("800")]
    public double? LatencyTargetMs { get; internal set; }

    /// <summary>Share among equals; 1.</summary>
    [KeyExample("1")]
    public double? Weight { get; internal set; }

    /// <summary>Calls in flight from one process.</summary>
    [KeyExample("64")]
    public long? ConcurrencyLimit { get; internal set; }

    /// <summary>Values of <see cref="ModelCapabilities"/>; absent: what the kind can do.</summary>
    [KeyExample("chat,translate")]
    public IReadOnlyList<string>? Capabilities { get; internal set; }

    /// <summary>
    /// Seconds one try may take: 30, or 10 for one answer of Apertium. In a stream: until each next part comes.
    /// </summary>
    [KeyExample("30")]
    public double? TimeoutSeconds { get; internal set; }

    /// <summary>Apertium: where the <c>.mode</c> files are.</summary>
    [KeyExample("/usr/share/apertium/modes")]
    public string? ModesDirectory { get; internal set; }

    /// <summary>Apertium: pipelines kept for one pair; 2.</summary>
    [KeyExample("2")]
    public long? PipelinesPerPair { get; internal set; }

    /// <summary>Apertium: seconds after which an unused pipeline is stopped; 300.</summary>
    [KeyExample("300")]
    public double? IdleSeconds { get; internal set; }
}
