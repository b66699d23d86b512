using System.Diagnostics.Metrics;

namespace Stage5.Core.Guards;

internal static class GuardMetrics
{
    public const string Name = "Stage5.Guards";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Admissions = Meter.CreateCounter<long>(
        "stage5.guard.admissions", description: "Calls that asked to be let in, by what came of it.");

    private static readonly Counter<long> SoftExceeded = Meter.CreateCounter<long>(
        "stage5.budget.soft_exceeded", description: "Soft limits that were passed, once a window.");

    private static readonly Counter<long> Overruns = Meter.CreateCounter<long>(
        "stage5.budget.overrun", description: "Settlements that cost more than was held.");

    private static readonly Counter<long> Expired = Meter.CreateCounter<long>(
        "stage5.hold.expired", description: "Holds whose lease ended; charged in full.");

    private static readonly UpDownCounter<long> Holds = Meter.CreateUpDownCounter<long>(
        "stage5.hold.open", description: "Holds this process keeps.");

    public static void Admitted(TrafficClass @class, string outcome) =>
        Admissions.Add(1, new("class", NameOf(@class)), new("outcome", outcome));

    public static void Opened(TrafficClass @class, int by) =>
        Holds.Add(by, new KeyValuePair<string, object?>("class", NameOf(@class)));

    public static void Exceeded(string scope, string window) =>
        SoftExceeded.Add(1, new("scope", scope), new("window", window));

    public static void Overran() => Overruns.Add(1);

    public static void Reaped(long count) => Expired.Add(count);

    public static string NameOf(TrafficClass @class) => @class == TrafficClass.Batch ? "batch" : "live";
}
