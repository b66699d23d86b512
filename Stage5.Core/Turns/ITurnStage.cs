namespace Stage5.Core.Turns;

/// <summary>One numbered step of the road in ARCHITECTURE: one class, one span, one duration metric.</summary>
public interface ITurnStage
{
    /// <summary>Place on the road, 1 to 10. Stages that do not exist yet leave their number free.</summary>
    int Number { get; }

    /// <summary>Lower case; in events, receipts, spans and metrics.</summary>
    string Name { get; }

    /// <summary>True for the stages that close a turn however it went: Settle and Deliver.</summary>
    bool Closes => false;

    /// <summary>Why this turn leaves the stage out; null where it does not.</summary>
    string? SkipReason(Turn turn) => null;

    /// <exception cref="TurnException">The turn cannot go on.</exception>
    Task RunAsync(Turn turn, CancellationToken cancellationToken);
}
