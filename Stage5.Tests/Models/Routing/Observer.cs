using Stage5.Core.Models.Routing;

namespace Stage5.Tests.Models.Routing;

/// <summary>A turn that says yes, except to whom a test names, and remembers what it was told.</summary>
internal sealed class Observer : IDispatchObserver
{
    private readonly List<string> _told = [];

    /// <summary>Why a provider is denied, by its id.</summary>
    public Dictionary<string, string> Denied { get; } = [];

    /// <summary>In order: <c>before a</c>, <c>a failed, then b</c>.</summary>
    public IReadOnlyList<string> Told => _told;

    public ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken)
    {
        _told.Add($"before {target.Provider.Id}");
        return new(Denied.GetValueOrDefault(target.Provider.Id));
    }

    public ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken)
    {
        _told.Add($"{failed.Provider} failed, then {next?.Provider.Id ?? "nobody"}");
        return ValueTask.CompletedTask;
    }
}
