using Microsoft.Extensions.Options;
using Stage5.Contracts;

namespace Stage5.ServiceDefaults;

/// <summary>The configuration has mistakes: nothing was started.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigFault> faults)
    : OptionsValidationException("Stage5", typeof(IConfigurationRule), faults.Select(LineOf))
{
    public IReadOnlyList<ConfigFault> Faults { get; } = faults;

    /// <summary>One line a mistake.</summary>
    public override string Message => string.Join(Environment.NewLine, Failures);

    /// <summary>Key, what is wrong, where the value comes from and a right one.</summary>
    public static string LineOf(ConfigFault fault) =>
        $"{fault.Key}: {fault.What} Source: {fault.Source}."
        + (fault.Example is null ? "" : $" Example: {fault.Example}");
}
