using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;
using Stage5.Core.Configuration;

namespace Stage5.Core.Recall;

/// <summary>Section <c>Stage5:Recall</c>.</summary>
public sealed class RecallOptions : IValidatableObject
{
    public const string Section = "Stage5:Recall";

    /// <summary>Turns and summaries kept of a conversation; the oldest go.</summary>
    [Range(10, 20_000)]
    public int TurnsKept { get; set; } = 2_000;

    /// <summary>Kilobytes kept of a conversation's texts; the oldest go.</summary>
    [Range(512, 65_536)]
    public int KilobytesKept { get; set; } = 8_192;

    /// <summary>Days a turn is kept.</summary>
    [Range(1, 3_650)]
    public int DaysKept { get; set; } = 90;

    /// <summary>Id of the provider that embeds; null: words only.</summary>
    [KeyExample("openai")]
    public string? Embeddings { get; set; }

    /// <summary>How long a question may wait for its embedding before words alone have to do.</summary>
    public TimeSpan EmbeddingDeadline { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Cosine below which a neighbour is none.</summary>
    [Range(-1, 1)]
    public double MinimumSimilarity { get; set; } = 0.2;

    /// <summary>Most passages of an answer.</summary>
    [Range(1, 100)]
    public int PassagesAtMost { get; set; } = 12;

    /// <summary>Memory of this process for indexes of conversations; those not used for longest go.</summary>
    [Range(8, 16_384)]
    public int IndexMegabytes { get; set; } = 128;

    /// <summary>The newest turns are never summed up before they are <see cref="SummarizeAfter"/> old.</summary>
    [Range(0, 20_000)]
    public int RecentTurns { get; set; } = 200;

    /// <summary>Turns that one summary replaces.</summary>
    [Range(2, 200)]
    public int GroupTurns { get; set; } = 20;

    /// <summary>Age at which turns are summed up however few came after them.</summary>
    public TimeSpan SummarizeAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often a worker looks for what there is to do.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker has a conversation for itself; longer than any call to a model.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When to try again what could not be done (no model, no answer).</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromMinutes(2);

    internal TimeSpan Kept => TimeSpan.FromDays(DaysKept);

    /// <summary>Turns, bytes and milliseconds kept, as scripts take them.</summary>
    internal RedisValue[] Bounds => [TurnsKept, KilobytesKept * 1024L, (long)Kept.TotalMilliseconds];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EmbeddingDeadline < TimeSpan.FromMilliseconds(50) || EmbeddingDeadline > TimeSpan.FromMinutes(1))
            yield return new("EmbeddingDeadline must be 50 ms to a minute.", [nameof(EmbeddingDeadline)]);
        if (SummarizeAfter <= TimeSpan.Zero)
            yield return new("SummarizeAfter must be positive.", [nameof(SummarizeAfter)]);
        if (Interval < TimeSpan.FromMilliseconds(100))
            yield return new("Interval must be at least 100 ms.", [nameof(Interval)]);
        if (Lease < TimeSpan.FromSeconds(1)) yield return new("Lease must be at least a second.", [nameof(Lease)]);
        if (RetryAfter <= TimeSpan.Zero) yield return new("RetryAfter must be positive.", [nameof(RetryAfter)]);
        if (TurnsKept < RecentTurns + GroupTurns)
            yield return new(
                "TurnsKept must be at least RecentTurns and GroupTurns together: what goes first is never "
                + "summed up.", [nameof(TurnsKept)]);
    }
}
