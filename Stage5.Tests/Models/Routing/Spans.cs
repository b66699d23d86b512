using System.Collections.Concurrent;
using System.Diagnostics;

namespace Stage5.Tests.Models.Routing;

/// <summary>The spans of tries at the providers of one test.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = new();

    /// <param name="providers">What those providers' ids begin with; other tests run at the same time.</param>
    public Spans(string providers)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Stage5.Models",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("stage5.provider") is string id && id.StartsWith(providers, StringComparison.Ordinal))
                    _ended.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Ended => [.. _ended];

    public void Dispose() => _listener.Dispose();
}
