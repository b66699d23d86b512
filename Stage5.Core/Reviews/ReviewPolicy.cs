using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Turns;

namespace Stage5.Core.Reviews;

/// <summary>Opens a review where the person who sent the message wished so.</summary>
public sealed class ReviewPolicy(IOptions<ReviewOptions> options, TimeProvider time) : IReviewPolicy
{
    public ReviewOpening? Decide(Turn turn)
    {
        var task = turn.Request.Task;
        return !task.Review ? null : new ReviewOpening(
            turn.Request.TaskId, turn.Request.User, ReviewPriority.Normal, [ReviewReasons.Requested],
            time.GetUtcNow() + options.Value.DueIn(ReviewPriority.Normal), Required: 1, Delivered: false, task.Kind,
            turn.Source?.Value ?? task.SourceLanguage, (turn.Targets[0].Language ?? turn.Source)?.Value);
    }
}
