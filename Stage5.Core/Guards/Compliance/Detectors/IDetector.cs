using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors;

/// <summary>
/// Looks at one place of a folded text. What it finds depends on nothing further back than
/// <see cref="Text.Lookback"/> from where the find begins, and whether it finds is decided within
/// <see cref="Text.Decision"/> characters: that is what lets a stream be filtered with a short tail held back.
/// </summary>
internal interface IDetector
{
    /// <summary>One of <see cref="ComplianceClasses"/>.</summary>
    string Class { get; }

    /// <param name="at">The first digit of a group, an at sign, or the first letter of a keyword.</param>
    Extent? Find(ReadOnlySpan<char> text, int at);
}

/// <summary>A detector that is asked where one of its keywords stands.</summary>
internal interface IKeywordDetector : IDetector
{
    /// <summary>In any case; at least three characters each.</summary>
    IReadOnlyList<string> Keywords { get; }
}
