namespace Stage5.Core.Models.Routing;

/// <summary>What a dispatch asks and tells its turn.</summary>
public interface IDispatchObserver
{
    /// <summary>Asked before each call: may this target be called, its worst case covered?</summary>
    /// <returns>Null to go; otherwise why it is passed over.</returns>
    ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken);

    /// <summary>Told after each call that failed; <paramref name="next"/> is the target tried next, if any.</summary>
    ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken);
}
