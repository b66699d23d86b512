using System.Diagnostics;

namespace Stage5.Core.Access;

internal static class Trace
{
    /// <summary>The current activity's trace id, for records that a script writes.</summary>
    public static string? Current => Activity.Current?.TraceId.ToHexString();
}
