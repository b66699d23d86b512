using System.Diagnostics.Metrics;

namespace Stage5.Core.Access;

/// <summary>Tokens that were checked. What was let in is counted, not recorded; what was refused is both.</summary>
public sealed class AccessMetrics : IDisposable
{
    private readonly Meter _meter = new("Stage5.Access");
    private readonly Counter<long> _checked;

    public AccessMetrics() => _checked = _meter.CreateCounter<long>(
        "stage5_tokens_checked", description: "Bearer tokens that were checked, by kind and by whether they were accepted.");

    /// <param name="kind"><c>session</c>, <c>development</c>, <c>issuer</c> or <c>unknown</c>.</param>
    /// <param name="accepted">Whether it stands for somebody.</param>
    public void Checked(string kind, bool accepted) => _checked.Add(
        1, new("kind", kind), new KeyValuePair<string, object?>("accepted", accepted ? "true" : "false"));

    public void Dispose() => _meter.Dispose();
}
