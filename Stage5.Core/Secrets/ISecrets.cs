namespace Stage5.Core.Secrets;

/// <summary>A secret's values that are good now.</summary>
/// <param name="Current">The newest.</param>
/// <param name="Previous">The one before, while both are good; null otherwise.</param>
public sealed record SecretValues(string Current, string? Previous)
{
    /// <summary>No value is ever printed.</summary>
    public override string ToString() => nameof(SecretValues);
}

/// <summary>A secret that a configured part needs; registered as a service by whoever needs it.</summary>
/// <param name="Name">Name in the source.</param>
/// <param name="For">Who needs it, for people: <c>provider groq</c>.</param>
public sealed record SecretNeed(string Name, string For);

/// <summary>Secrets by name, from memory: loaded before the host starts serving and refreshed ahead.</summary>
public interface ISecrets
{
    /// <summary>Null when no source has it (any more). The tenant's own vault, if it has one, goes first.</summary>
    SecretValues? Find(string name, string? tenant = null);

    /// <summary>
    /// Whose secret <see cref="Find"/> gives: the tenant where it comes from its own vault and nowhere else, null where
    /// it is shared with others.
    /// </summary>
    string? Owner(string name, string? tenant);
}
