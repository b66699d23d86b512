using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Conversations;

/// <summary>Section <c>Stage5:Conversations</c>.</summary>
public sealed class ConversationOptions : IValidatableObject
{
    public const string Section = "Stage5:Conversations";

    /// <summary>Messages kept a conversation, the newest.</summary>
    [Range(1, 100_000)]
    public int Messages { get; set; } = 10_000;

    /// <summary>How long a message is kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Conversations that one person may make within <see cref="Retention"/>.</summary>
    [Range(1, 1_000_000)]
    public int PerPerson { get; set; } = 1_000;

    /// <summary>How often a stream without messages says that it lives.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Retention < TimeSpan.FromMinutes(1))
            yield return new("Retention must be at least a minute.", [nameof(Retention)]);
        if (Heartbeat < TimeSpan.FromMilliseconds(100) || Heartbeat > TimeSpan.FromMinutes(5))
            yield return new("Heartbeat must be a tenth of a second to five minutes.", [nameof(Heartbeat)]);
    }
}
