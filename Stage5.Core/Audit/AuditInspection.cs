using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stage5.Core.Audit;

/// <summary>
/// Reads a whole chain, sealed lines and behind them the open records, and comes to a verdict. What it is held against
/// was read before the first line: what came after may be there as well.
/// </summary>
/// <param name="start">The last record that was forgotten; the first line follows it.</param>
/// <param name="head">How far the chain reached, signed; null where nobody says.</param>
/// <param name="given">The last number that was given to a record; 0 where nobody says.</param>
/// <param name="publicKeys">Keys (SubjectPublicKeyInfo) whose signatures are believed; none checks no signature.</param>
public sealed class AuditInspection(
    string chain, AuditPlace start, AuditHead? head, long given, IReadOnlyList<byte[]> publicKeys)
{
    private readonly AuditVerifier _verifier = new(start);
    private AuditFault? _fault;
    private bool _told = start.Number == 0;

    /// <summary>How many lines were read.</summary>
    public long Checked { get; private set; }

    /// <summary>How many of them are not sealed yet.</summary>
    public long Open { get; private set; }

    private AuditFault? Fault => _fault ?? _verifier.Fault;

    public void Read(string line)
    {
        Checked++;
        if (AuditChain.HashesOf(line) is null && _verifier.Fault is null && ReadOpen(line))
            return;
        // Whoever strips a line of its hashes makes it look as if it were not sealed yet.
        if (Open > 0)
        {
            _fault ??= AuditChain.HashesOf(line) is null
                ? new AuditFault(AuditFaultKind.Unreadable, _verifier.Last.Number + Open + 1, "The line is no record.")
                : new AuditFault(AuditFaultKind.Altered, _verifier.Last.Number + 1, "It is not sealed, and a later one is.");
        }
        _verifier.Read(line);
        if (_verifier.Fault is null && head is not null && _verifier.Last.Number == head.Number)
            _verifier.End(head.Place);
        _told |= Tells(line);
    }

    public AuditVerdict End()
    {
        if (_verifier.Last.Number < head?.Number)
            _verifier.End(head.Place);
        var last = _verifier.Last.Number + Open;
        if (Fault is null && last < given)
            _fault = new AuditFault(AuditFaultKind.Missing, last + 1, $"{given} numbers were given.");
        if (Fault is null && !_told)
            _fault = new AuditFault(AuditFaultKind.Missing, start.Number, "It was forgotten, and no record tells that its time was over.");
        var signature = Signature();
        return new AuditVerdict(
            chain, Fault is null && IsGood(signature), Checked, Open, start, _verifier.Last, head, signature, Fault);
    }

    private bool ReadOpen(string line)
    {
        var expected = _verifier.Last.Number + Open + 1;
        if (Parse(line) is not { } record || (string?)record["tenant"] != chain
            || record["number"]?.GetValueKind() != JsonValueKind.Number)
            return false;
        var number = (long)record["number"]!;
        if (number != expected)
        {
            _fault ??= number > expected
                ? new AuditFault(AuditFaultKind.Missing, expected, $"Record {number}, not sealed yet, stands in its place.")
                : new AuditFault(AuditFaultKind.Reordered, number, $"Record {expected} should stand in its place.");
        }
        Open++;
        _told |= Tells(line);
        return true;
    }

    // The newest record of a trimming names the last one that was forgotten, with its hash.
    private bool Tells(string line) =>
        line.Contains("\"audit.trimmed\"", StringComparison.Ordinal) && Parse(line) is { } record
        && (string?)record["action"] == "audit.trimmed"
        && (string?)record["resource"] == $"record/{start.Number}" && (string?)record["details"]?["hash"] == start.Hash;

    private AuditSignature Signature()
    {
        if (head is null)
            return AuditSignature.Absent;
        if (head.Tenant != chain || head.Format != AuditChains.Format)
            return AuditSignature.Wrong;
        if (head.Signature is null)
            return AuditSignature.Absent;
        if (publicKeys.FirstOrDefault(key => AuditSigner.KeyIdOf(key) == head.KeyId) is not { } known)
            return publicKeys.Count == 0 ? AuditSignature.Unchecked : AuditSignature.UnknownKey;
        return head.IsSignedBy(known) ? AuditSignature.Right : AuditSignature.Wrong;
    }

    // Whoever cuts the chain's end off can take the signature away as well, or sign with a key of their own.
    private bool IsGood(AuditSignature signature) => signature switch
    {
        AuditSignature.Right or AuditSignature.Unchecked => true,
        AuditSignature.Absent => publicKeys.Count == 0 && (head is not null || given == 0)
            || _verifier.Last.Number == start.Number,
        _ => false,
    };

    private static JsonObject? Parse(string line)
    {
        try
        {
            var record = JsonNode.Parse(line) as JsonObject;
            // Members are looked up at once, so that a name that stands twice is found here.
            return record?.Count > 0 ? record : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>What an inspection came to.</summary>
/// <param name="Right">Nothing is altered, missing or out of order, and no signature is wrong.</param>
/// <param name="Start">The last record that was forgotten: number 0 when none was.</param>
/// <param name="Last">The last sealed record that is as it should be.</param>
/// <param name="Fault">The first record that is wrong; null for none.</param>
public sealed record AuditVerdict(
    string Chain, bool Right, long Checked, long Open, AuditPlace Start, AuditPlace Last, AuditHead? Head,
    AuditSignature Signature, AuditFault? Fault);

/// <summary>What can be said of a head's signature.</summary>
public enum AuditSignature
{
    Right,

    /// <summary>It is another chain's, or what is signed was changed: somebody tampered.</summary>
    Wrong,

    /// <summary>It was made with a key that is not among those believed.</summary>
    UnknownKey,

    /// <summary>No key was given to check it with.</summary>
    Unchecked,

    /// <summary>Nothing signs here, or nothing is sealed yet.</summary>
    Absent,
}
