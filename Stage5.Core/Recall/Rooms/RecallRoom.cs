using System.Security.Cryptography;
using System.Text;
using Stage5.Core.Storage;

namespace Stage5.Core.Recall.Rooms;

/// <summary>
/// A conversation of a tenant, as the store and the indexes know it. Whatever the conversation's id holds, it
/// never becomes part of a key: its SHA-256 does, so no id can reach into another's keys.
/// </summary>
internal sealed record RecallRoom
{
    private const int LongestId = 512;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private RecallRoom(string tenant, string digest) => (Tenant, Digest) = (tenant, digest);

    public string Tenant { get; }

    /// <summary>64 hexadecimal digits.</summary>
    public string Digest { get; }

    public string Root => Keys.Root(Tenant);

    /// <exception cref="ArgumentException">
    /// The tenant or the conversation has an id that cannot be one.
    /// </exception>
    public static RecallRoom Of(string tenant, string conversationId)
    {
        _ = Keys.Root(tenant);
        if (string.IsNullOrEmpty(conversationId) || conversationId.Length > LongestId)
            throw new ArgumentException(
                $"A conversation's id has 1 to {LongestId} characters.", nameof(conversationId));
        try
        {
            // Not lenient: two broken ids would become the same bytes.
            var digest = SHA256.HashData(Strict.GetBytes(conversationId));
            return new RecallRoom(tenant, Convert.ToHexStringLower(digest));
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("A conversation's id must be well-formed.", nameof(conversationId), e);
        }
    }

    /// <summary>A room by what the store names it.</summary>
    public static RecallRoom OfDigest(string tenant, string digest) => new(tenant, digest);
}
