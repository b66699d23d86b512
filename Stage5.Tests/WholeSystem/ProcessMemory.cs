using System.Globalization;

namespace Stage5.Tests.WholeSystem;

/// <summary>What a process keeps resident, in bytes, as Linux counts it.</summary>
internal sealed class ProcessMemory(int processId)
{
    private long _idle;

    /// <summary>Most bytes resident since it was idle, above what was then.</summary>
    public long Grown => Read("VmHWM") - _idle;

    /// <summary>What it keeps now is what it keeps idle; the peak starts from here.</summary>
    public void IsIdle()
    {
        File.WriteAllText($"/proc/{processId}/clear_refs", "5");
        _idle = Read("VmRSS");
    }

    private long Read(string name) => 1024 * long.Parse(
        File.ReadLines($"/proc/{processId}/status")
            .Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
            .Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
