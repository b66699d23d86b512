using Stage5.Api.OpenAI.Answers;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI.Upstreams;

/// <summary>How a kind of provider is asked; whatever it speaks, its answer comes in OpenAI's shape.</summary>
internal interface IUpstream
{
    /// <summary>Returns when the first part is there.</summary>
    /// <param name="opening">Ends the wait for the first part.</param>
    /// <param name="caller">Ends the stream at any time.</param>
    /// <exception cref="ModelException">It did not begin to answer.</exception>
    Task<IAnswerStream> StreamAsync(
        DoorRequest request, RouteTarget target, CancellationToken opening, CancellationToken caller);

    /// <exception cref="ModelException">It did not answer.</exception>
    Task<AnswerDocument> WholeAsync(DoorRequest request, RouteTarget target, CancellationToken cancellationToken);
}
