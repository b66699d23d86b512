using System.Text.Json;

namespace Stage5.Core.Audit;

/// <summary>Reads a chain from its start, line by line, and names the first record that is not as it was written.</summary>
/// <param name="after">The last record before the first line: number 0 and <see cref="AuditChain.Genesis"/> for all.</param>
public sealed class AuditVerifier(AuditPlace after)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The last record that was as it should be.</summary>
    public AuditPlace Last { get; private set; } = after;

    /// <summary>How many lines were read.</summary>
    public long Checked { get; private set; }

    /// <summary>The first record that is wrong; null while none is.</summary>
    public AuditFault? Fault { get; private set; }

    /// <summary>Reads the next line. After a fault only to learn whether a missing record merely stands elsewhere.</summary>
    public void Read(string line)
    {
        Checked++;
        if (Fault is { Kind: AuditFaultKind.Missing } missing)
        {
            if (NumberOf(line) == missing.Number)
                Fault = missing with { Kind = AuditFaultKind.Reordered, Detail = "It stands further down." };
            return;
        }
        if (Fault is null)
            Fault = FaultOf(line);
    }

    /// <summary>After the last line: the chain must reach as far as its signed head says.</summary>
    public void End(AuditPlace head)
    {
        if (Fault is not null)
            return;
        if (Last.Number < head.Number)
            Fault = new AuditFault(AuditFaultKind.Missing, Last.Number + 1, $"The head says {head.Number} records.");
        else if (Last.Number == head.Number && Last.Hash != head.Hash)
            Fault = new AuditFault(AuditFaultKind.Altered, Last.Number, "The head has another hash for it.");
    }

    private AuditFault? FaultOf(string line)
    {
        var expected = Last.Number + 1;
        if (AuditChain.HashesOf(line) is not { } hashes || NumberOf(line) is not { } number)
            return new AuditFault(AuditFaultKind.Unreadable, expected, "The line is no sealed record.");
        if (!AuditChain.IsIntact(line))
            return new AuditFault(AuditFaultKind.Altered, expected, "What stands in it is not what was hashed.");
        if (number > expected)
            return new AuditFault(AuditFaultKind.Missing, expected, $"Record {number} stands in its place.");
        if (number < expected)
            return new AuditFault(AuditFaultKind.Reordered, number, $"Record {expected} should stand in its place.");
        if (hashes.Prev != Last.Hash)
            return new AuditFault(AuditFaultKind.Altered, number, "It does not follow the record before it.");
        Last = new AuditPlace(number, hashes.Hash);
        return null;
    }

    private static long? NumberOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("number"u8, out var number) && number.TryGetInt64(out var value)
                ? value
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A record's place in its chain.</summary>
public sealed record AuditPlace(long Number, string Hash)
{
    /// <summary>Before the first record.</summary>
    public static AuditPlace Start { get; } = new(0, AuditChain.Genesis);
}

/// <summary>The first record that is not as it was written.</summary>
/// <param name="Number">Of the record that should stand there.</param>
/// <param name="Detail">For people.</param>
public sealed record AuditFault(AuditFaultKind Kind, long Number, string Detail);

public enum AuditFaultKind
{
    /// <summary>Its words, or what it follows, are not what was hashed.</summary>
    Altered,

    Missing,
    Reordered,
    Unreadable,
}
