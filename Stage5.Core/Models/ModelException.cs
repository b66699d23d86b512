namespace Stage5.Core.Models;

/// <summary>What kind of failure a provider's was; decides what may follow it.</summary>
public enum ModelFailure
{
    /// <summary>
    /// Time-out, 408, 409, 425, 429, 5xx, broken connection, cut stream, crashed engine: try again.
    /// </summary>
    Transient,

    /// <summary>The request is wrong (400, 413, 422): it will be wrong again.</summary>
    Caller,

    /// <summary>The provider's credentials were refused (401, 403): an operator must act.</summary>
    Credentials,

    /// <summary>The endpoint or the model does not exist (404, a redirect): an operator must act.</summary>
    Configuration,

    /// <summary>The answer was cut at the model's output limit.</summary>
    Truncated,

    /// <summary>The provider refused the content.</summary>
    Refused,

    /// <summary>The answer is empty, or lost or doubled what had to be kept.</summary>
    Damaged,
}

/// <summary>A provider did not answer. The message names the provider, never a secret or a user's text.</summary>
public sealed class ModelException(
    string provider, ModelFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception($"Provider {provider}: {message}", inner)
{
    /// <summary>The provider's id.</summary>
    public string Provider { get; } = provider;

    public ModelFailure Failure { get; } = failure;

    /// <summary>How long the provider asked to be left alone, if it did.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>
    /// False where nothing can have been billed: an HTTP error, a server never reached. True where a model may have
    /// worked although nobody heard its answer.
    /// </summary>
    public bool MayHaveCost { get; init; } = failure is
        ModelFailure.Transient or ModelFailure.Truncated or ModelFailure.Refused or ModelFailure.Damaged;

    /// <summary>The HTTP status it refused with; null where it did not come to an answer.</summary>
    public int? Status { get; init; }
}
