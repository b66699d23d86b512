using System.Reflection;
using Microsoft.Extensions.Options;

namespace Stage5.ServiceDefaults;

/// <summary>How a process ends that cannot start with its configuration.</summary>
public static class ConfigurationExit
{
    /// <summary><c>EX_CONFIG</c> of sysexits.h.</summary>
    public const int Code = 78;

    /// <summary>
    /// Tells what is wrong on the error stream, a line each and no stack trace, where the configuration is what is
    /// wrong. False for anything else, and where the host runs inside another program, which is told by the exception.
    /// </summary>
    /// <param name="exception">Why the host did not start.</param>
    /// <param name="host">The host's own program.</param>
    public static bool Tell(Exception exception, Assembly host)
    {
        if (Assembly.GetEntryAssembly() != host || Lines(exception) is not { } lines)
            return false;
        foreach (var line in lines) Console.Error.WriteLine(line);
        return true;
    }

    private static IReadOnlyList<string>? Lines(Exception exception) => exception switch
    {
        // Of the check before the start, or of what only a vault could say at the start.
        OptionsValidationException { Failures: var lines } => [.. lines],
        // A settings file that is no JSON is found before there is a host.
        InvalidDataException or FormatException when exception.InnerException is { } inner =>
            [$"{exception.Message.TrimEnd('.')}: {inner.GetBaseException().Message}"],
        _ => null,
    };
}
