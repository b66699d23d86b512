using System.Security.Cryptography;
using System.Text;
using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries;

/// <summary>One glossary: the tenant's, a user's or a channel's. Nothing is shared between two.</summary>
/// <param name="Owner">User or conversation; empty for the tenant's.</param>
public sealed record GlossaryBook(string Tenant, GlossaryScope Scope, string Owner)
{
    private const int LongestOwner = 128;

    public static GlossaryBook OfTenant(string tenant) => new(tenant, GlossaryScope.Tenant, "");

    public static GlossaryBook OfUser(string tenant, string user) => new(tenant, GlossaryScope.Personal, user);

    public static GlossaryBook OfChannel(string tenant, string channel) =>
        new(tenant, GlossaryScope.Channel, channel);

    /// <summary>Within the tenant's keys.</summary>
    internal string Name => Scope switch
    {
        GlossaryScope.Tenant => "tenant",
        GlossaryScope.Personal => "personal" + Suffix,
        _ => "channel" + Suffix,
    };

    // A conversation's id comes from a channel and may be of any length, or look like another's hash.
    private string Suffix => Owner.Length <= LongestOwner
        ? ":" + Owner
        : "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Owner)));
}
