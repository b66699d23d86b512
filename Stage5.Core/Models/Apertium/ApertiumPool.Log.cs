using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models.Apertium;

internal sealed partial class ApertiumPool
{
    [LoggerMessage(410, LogLevel.Warning, "The Apertium pipeline {Mode} broke and is replaced")]
    private static partial void LogBroken(ILogger logger, string mode, Exception exception);

    [LoggerMessage(411, LogLevel.Warning, "The Apertium pipeline {Mode} gave no answer in {Seconds} s; stopped")]
    private static partial void LogTooSlow(ILogger logger, string mode, double seconds);
}
