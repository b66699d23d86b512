namespace Stage5.Core.Secrets;

/// <summary>Hears of each version of a secret that this process takes on; never of a value. Must not throw or wait.</summary>
public interface ISecretWitness
{
    /// <param name="owner">The tenant whose vault it is from; null for the one of everybody.</param>
    /// <param name="before">The version before; null for the first.</param>
    void Took(string name, string? owner, string? before, string version);
}
