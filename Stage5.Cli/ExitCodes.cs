namespace Stage5.Cli;

/// <summary>How a command ends; the larger ones are those of sysexits.h.</summary>
public static class ExitCodes
{
    /// <summary>Done, and what was looked at is right.</summary>
    public const int Right = 0;

    /// <summary>What was looked at is wrong.</summary>
    public const int Wrong = 1;

    /// <summary>The command was called wrongly.</summary>
    public const int Usage = 64;

    /// <summary>A file is not there or cannot be read.</summary>
    public const int NoInput = 66;

    /// <summary>The system cannot be reached, or does not let the caller in.</summary>
    public const int Unreachable = 69;
}
