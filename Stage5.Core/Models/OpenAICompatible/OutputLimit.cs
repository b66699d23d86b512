namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>How a server is told the most tokens it may answer with. One that does not know the name has no limit.</summary>
internal enum OutputLimit
{
    /// <summary><c>max_tokens</c>: what servers other than OpenAI's know.</summary>
    MaxTokens,

    /// <summary><c>max_completion_tokens</c>: what OpenAI's reasoning models insist on.</summary>
    MaxCompletionTokens,
}
