using System.Reflection;

namespace Stage5.Tests;

/// <summary>The working tree the tests were built from, for files that a test compares or writes.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!);

    /// <summary>True under <c>./stage5 generate</c>: generated files are written, not compared.</summary>
    public static bool Generating => Environment.GetEnvironmentVariable("STAGE5_GENERATE") == "1";

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Compares a generated file with what it should be, or writes it.</summary>
    public static async Task ShouldHoldAsync(string path, string content)
    {
        if (Generating)
            await File.WriteAllTextAsync(path, content);
        var held = await File.ReadAllTextAsync(path);
        held.ShouldBe(content, $"{Path.GetRelativePath(Root, path)} is out of date: run ./stage5 generate");
    }

    /// <summary>The same for the part of a page between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>.</summary>
    public static async Task ShouldHoldPartAsync(string path, string name, string content)
    {
        var (open, close) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var page = await File.ReadAllTextAsync(path);
        var from = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var to = page.IndexOf(close, StringComparison.Ordinal);
        (from >= open.Length && to >= from).ShouldBeTrue($"{Path.GetRelativePath(Root, path)} has no part {name}");
        await ShouldHoldAsync(path, page[..from] + content + page[to..]);
    }
}
