using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Stage5.LocalAspire;

/// <summary>The developer's secrets.json of the AppHost, readable by its owner only.</summary>
internal sealed class UserSecrets(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(10);

    internal string File { get; } = path;

    internal static UserSecrets? Of(Assembly appHost) =>
        appHost.GetCustomAttribute<UserSecretsIdAttribute>() is { UserSecretsId: var id }
            ? new(PathHelper.GetSecretsPathFromSecretsId(id))
            : null;

    /// <summary>Two processes that ask at the same time get the same value.</summary>
    internal string GetOrAdd(string key, Func<string> create)
    {
        using var turn = Lock(Path.Combine(OwnerOnly.Folder(Path.GetDirectoryName(File)!), "secrets.lock"));
        var secrets = System.IO.File.Exists(File)
            ? JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject()
            : [];
        if (secrets[key] is { } known)
            return known.GetValue<string>();
        var value = create();
        secrets[key] = value;
        // A reader sees the old file or the new one, never a part.
        var next = File + ".new";
        using (var file = OwnerOnly.Create(next))
            JsonSerializer.Serialize(file, secrets, Indented);
        System.IO.File.Move(next, File, overwrite: true);
        return value;
    }

    private static FileStream Lock(string path)
    {
        FileStream? held = null;
        SpinWait.SpinUntil(() => (held = OwnerOnly.TryLock(path)) is not null, LockLimit);
        return held ?? throw new DistributedApplicationException($"'{path}' is held by another process.");
    }
}
