using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Stage5.Contracts;

/// <summary>A page of the audit, newest first.</summary>
/// <param name="NextCursor">Asks for what is older; null at the chain's beginning. A page may have fewer records than
/// were asked for, or none, and a cursor: so far was looked.</param>
public sealed record AuditPageView(string Chain, IReadOnlyList<AuditEntryView> Records, string? NextCursor);

/// <summary>One record.</summary>
/// <param name="Number">Its place in its chain, from 1, without a gap.</param>
/// <param name="At">The store's time.</param>
/// <param name="User">Who did it; empty for nobody known.</param>
/// <param name="Credential"><c>session</c>, <c>key</c>, <c>token</c>, <c>link</c>, <c>signature</c>, <c>none</c> or <c>system</c>.</param>
/// <param name="CredentialId">Id of the session, key or token; never a secret.</param>
/// <param name="Action"><c>noun.participle</c>.</param>
/// <param name="Resource"><c>kind/id</c>.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>refused</c>, <c>failed</c>, <c>cancelled</c> or <c>unknown</c>.</param>
/// <param name="Sealed">It is chained and signed for; false for the second or so before.</param>
/// <param name="Before">What was set before; null where nothing was.</param>
/// <param name="After">What is set from then on.</param>
/// <param name="Details">What else there is to know.</param>
/// <param name="Fingerprint">Salted, of the text it is about.</param>
/// <param name="TaskId">The task it belongs to.</param>
/// <param name="Sequence">Sequence of the task's event it belongs to; 0 before the first.</param>
/// <param name="Schema">Of that event.</param>
public sealed record AuditEntryView(
    long Number, DateTimeOffset At, string User, string Credential, string CredentialId, string Action, string Resource,
    string Outcome, bool Sealed, JsonElement? Before, JsonElement? After, JsonElement? Details, string? Fingerprint,
    string? TaskId, long? Sequence, string? Schema, string? TraceId);

/// <summary>A text that records are looked for by.</summary>
public sealed record FingerprintRequest
{
    /// <summary>Exactly as it was.</summary>
    [Required(ErrorMessage = "text is missing.")]
    [StringLength(100_000, ErrorMessage = "text must be at most 100000 characters.")]
    public string Text { get; init; } = "";
}

/// <summary>What records have of a text.</summary>
/// <param name="Fingerprint">32 lower-case hexadecimal digits, of this chain alone.</param>
public sealed record FingerprintView(string Fingerprint);

/// <summary>A record and what proves it.</summary>
/// <param name="Line">As it stands in the chain: SHA-256 of it without its member <c>hash</c> is that hash.</param>
/// <param name="Prev">Hash of the record before; null while it is not sealed.</param>
/// <param name="Hash">Its own.</param>
/// <param name="Intact">What stands in it is what was hashed; null while it is not sealed.</param>
/// <param name="Head">How far the chain is sealed, signed.</param>
public sealed record AuditProofView(
    AuditEntryView Record, string Line, string? Prev, string? Hash, bool? Intact, AuditHeadView Head);

/// <summary>How far a chain reaches.</summary>
/// <param name="Sealed">Number of the last sealed record; null while none is.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="SealedAt">When it was sealed.</param>
/// <param name="Given">The last number that was given to a record: what is above <c>sealed</c> is still open.</param>
/// <param name="StartNumber">The last record that outlived its retention; the chain that is kept starts after it.</param>
/// <param name="StartHash">Its hash.</param>
/// <param name="Format">What the head's signature is over begins with it.</param>
/// <param name="KeyId">Of the key that signed; null when nothing signs.</param>
/// <param name="Signature">Base64url, ECDSA P-256 with SHA-256.</param>
/// <param name="Keys">Keys whose signatures are believed, SubjectPublicKeyInfo in base64, by key id.</param>
public sealed record AuditHeadView(
    string Chain, long? Sealed, string? Hash, DateTimeOffset? SealedAt, long Given, long StartNumber, string StartHash,
    string Format, string? KeyId, string? Signature, IReadOnlyDictionary<string, string> Keys);

/// <summary>Whether a chain is as it was written.</summary>
/// <param name="Right">Nothing is altered, missing or out of order, and the head is signed where something signs.</param>
/// <param name="Checked">Records read, the open ones with them.</param>
/// <param name="Open">Of these, not sealed yet.</param>
/// <param name="LastNumber">The last sealed record that is as it should be.</param>
/// <param name="Signature"><c>right</c>, <c>wrong</c>, <c>unknownKey</c>, <c>unchecked</c> or <c>absent</c>.</param>
/// <param name="Fault">The first record that is wrong; null for none.</param>
public sealed record AuditVerdictView(
    string Chain, bool Right, long Checked, long Open, long LastNumber, string LastHash, string Signature,
    AuditFaultView? Fault, AuditHeadView Head);

/// <summary>A record that is not as it was written.</summary>
/// <param name="Kind"><c>altered</c>, <c>missing</c>, <c>reordered</c> or <c>unreadable</c>.</param>
/// <param name="Number">Of the record that should stand there.</param>
/// <param name="Detail">A sentence in English.</param>
public sealed record AuditFaultView(string Kind, long Number, string Detail);

/// <summary>How far a verification is.</summary>
/// <param name="Checked">Records read.</param>
/// <param name="Of">How many there were when it began.</param>
public sealed record AuditProgressView(long Checked, long Of);
