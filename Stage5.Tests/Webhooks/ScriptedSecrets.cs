using Stage5.Core.Secrets;

namespace Stage5.Tests.Webhooks;

/// <summary>Secrets that are what the test says; none if it says nothing.</summary>
internal sealed class ScriptedSecrets : ISecrets
{
    public Func<string, SecretValues?> Answer { get; set; } = static _ => null;

    public SecretValues? Find(string name, string? tenant = null) => Answer(name);

    public string? Owner(string name, string? tenant) => null;
}
