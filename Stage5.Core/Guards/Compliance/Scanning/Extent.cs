using System.Runtime.InteropServices;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>A stretch of a folded text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Extent(int Start, int End);

/// <summary>What a detector or rule found.</summary>
/// <param name="Rule">Id of the policy rule, for instance <c>pii.card</c>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Hit(int Start, int End, string Class, string Rule, ComplianceAction Action)
{
    /// <summary>What a token of the turn stands for, where the hit is one.</summary>
    public string? Value { get; init; }
}
