namespace Stage5.Tests.Events;

/// <summary>The streams of <c>docs/events/golden</c>, which browser tests and readers of the docs share.</summary>
public static class GoldenStreams
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.sse")
        .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    private static string Folder => Repository.PathOf("docs", "events", "golden");

    public static string PathOf(string name) => Path.Combine(Folder, $"{name}.sse");

    public static string Read(string name) => File.ReadAllText(PathOf(name));
}
