using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Core.Audit;

/// <summary>
/// How one record holds on to the one before. A sealed line is the record as the store has it, then <c>prev</c>, the
/// hash of the line before, then <c>hash</c>: SHA-256, in lower-case hexadecimal, of the line's UTF-8 bytes without
/// its hash member. Whoever has the lines can check them with no more than that.
/// </summary>
public static class AuditChain
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private const int HashLength = 64;
    private const string PrevMember = ",\"prev\":\"";
    private const string HashMember = ",\"hash\":\"";
    private const int MemberLength = 9 + HashLength + 2;

    /// <summary>What the first record of a chain has as the hash before it.</summary>
    public static string Genesis { get; } = new('0', HashLength);

    /// <summary>The sealed line of an open record, and its hash.</summary>
    /// <exception cref="FormatException">The record is no JSON object.</exception>
    public static (string Line, string Hash) Seal(string record, string prev)
    {
        if (record is not ['{', .., '}'])
            throw new FormatException("A record is a JSON object.");
        var body = $"{record.AsSpan(0, record.Length - 1)}{PrevMember}{prev}\"}}";
        var hash = HashOf(body);
        return ($"{body.AsSpan(0, body.Length - 1)}{HashMember}{hash}\"}}", hash);
    }

    /// <summary>The two hashes that a line names; null when it is no sealed line.</summary>
    public static (string Prev, string Hash)? HashesOf(string line) =>
        Member(line, HashMember) is { } hash && Member(Body(line), PrevMember) is { } prev ? (prev, hash) : null;

    /// <summary>Whether what stands in a line is what was hashed.</summary>
    public static bool IsIntact(string line) =>
        Member(line, HashMember) is { } hash && string.Equals(HashOf(Body(line)), hash, StringComparison.Ordinal);

    /// <summary>The record as it was before it was sealed; as it is when it is no sealed line.</summary>
    public static string Open(string line) => HashesOf(line) is null
        ? line
        : string.Concat(line.AsSpan(0, line.Length - 1 - (2 * (MemberLength - 1))), "}");

    private static string Body(string line) => string.Concat(line.AsSpan(0, line.Length - MemberLength), "}");

    private static string? Member(string line, string name)
    {
        if (line.Length <= MemberLength || !line.EndsWith("\"}", StringComparison.Ordinal))
            return null;
        var member = line.AsSpan(line.Length - MemberLength);
        var value = member.Slice(name.Length, HashLength);
        return member.StartsWith(name, StringComparison.Ordinal) && !value.ContainsAnyExcept(Digits)
            ? value.ToString()
            : null;
    }

    private static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
