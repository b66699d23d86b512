using System.Runtime.InteropServices;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>One of the two fields that limit an answer's output.</summary>
/// <param name="KeyAt">Its name, quotes included; absent when the field is.</param>
/// <param name="Value">Null also for <c>null</c>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LimitField(JsonRange KeyAt, JsonRange ValueAt, long? Value);

/// <summary>What Stage5 needs to know of a request, and where it stands in its bytes.</summary>
internal sealed class RequestScan
{
    public string Model { get; set; } = "";

    public JsonRange ModelAt { get; set; }

    public bool Stream { get; set; }

    /// <summary>The value of <c>stream_options</c>; absent when there is none.</summary>
    public JsonRange StreamOptionsAt { get; set; }

    /// <summary>False for <c>null</c>.</summary>
    public bool StreamOptionsIsObject { get; set; }

    public bool StreamOptionsIsEmpty { get; set; }

    /// <summary>The value of <c>stream_options.include_usage</c>.</summary>
    public JsonRange IncludeUsageAt { get; set; }

    /// <summary>The caller asked for a usage chunk of its own.</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>The largest of the caller's limits of one choice's output.</summary>
    public long? MaxTokens => OldLimit.Value > NewLimit.Value ? OldLimit.Value : NewLimit.Value ?? OldLimit.Value;

    /// <summary><c>max_tokens</c>.</summary>
    public LimitField OldLimit { get; set; }

    /// <summary><c>max_completion_tokens</c>.</summary>
    public LimitField NewLimit { get; set; }

    /// <summary>The value of <c>n</c>.</summary>
    public int Choices { get; set; } = 1;

    public bool HasTools { get; set; }

    public int Messages { get; set; }

    /// <summary>Pictures, sound or files, whose tokens cannot be bounded here.</summary>
    public bool HasNonText { get; set; }

    /// <summary>It asks for what is paid by other prices: a service tier, searches, sound.</summary>
    public bool Surcharged { get; set; }

    /// <summary>Bytes of all that may become input besides the texts: tools, schemas, names, fields not known here.</summary>
    public long OtherBytes { get; set; }

    /// <summary>Where the object begins: its brace.</summary>
    public int Brace { get; set; }

    /// <summary>Strings that people or programs wrote and a model will read.</summary>
    public List<JsonRange> Texts { get; } = [];
}
