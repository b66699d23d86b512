using Stage5.Core.Models;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>An answer that arrives event by event, in OpenAI's shape whoever gives it.</summary>
internal interface IAnswerStream : IAsyncDisposable
{
    /// <summary>An event that has arrived; it is valid until the next call.</summary>
    bool TryNext(out ServerEvent next);

    /// <summary>Waits for more; false when nothing more comes.</summary>
    /// <exception cref="ModelException">It broke off.</exception>
    ValueTask<bool> ReadAsync();
}
