using Stage5.Core.Turns;

namespace Stage5.Core.Reviews;

/// <summary>Which turns a person has to look at.</summary>
public interface IReviewPolicy
{
    /// <summary>Asked once for each turn that came to a text, before anything of it goes out.</summary>
    /// <returns>What its review is opened with; null where none is.</returns>
    ReviewOpening? Decide(Turn turn);

    /// <summary>Whether a turn that has no text yet may have to wait for a reviewer, whatever its text will be.</summary>
    bool MayHold(Turn turn);
}
