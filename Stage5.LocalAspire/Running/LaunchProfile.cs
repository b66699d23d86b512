using System.Text.Json;

namespace Stage5.LocalAspire;

/// <summary>The fixed port and the environment that a project's launchSettings.json gives.</summary>
internal sealed record LaunchProfile(int? Port, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile "http", or else the first that starts the project.</summary>
    internal static LaunchProfile Of(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
            return new(null, new Dictionary<string, string>());
        using var settings = JsonDocument.Parse(File.ReadAllText(file), Lenient);
        var profile = settings.RootElement.GetProperty("profiles").EnumerateObject()
            .Where(entry => Text(entry.Value, "commandName") == "Project")
            .OrderByDescending(entry => entry.Name == "http")
            .First().Value;
        var url = Text(profile, "applicationUrl")?.Split(';')
            .FirstOrDefault(x => x.StartsWith("http://", StringComparison.Ordinal));
        var environment = profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "")
            : [];
        return new(url is null ? null : new Uri(url).Port, environment);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
