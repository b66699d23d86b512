using System.Runtime.Versioning;

using Stage5.LocalAspire;

namespace Stage5.Tests.LocalAspire;

[SupportedOSPlatform("linux")]
public sealed class UserSecretsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stage5-secrets-");

    private string File => Path.Combine(_folder.FullName, "nested", "secrets.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Many_who_ask_first_get_one_value()
    {
        var asked = Enumerable.Range(0, 16).Select(_ => Task.Run(
            () => new UserSecrets(File).GetOrAdd("Parameters:key", () => Guid.CreateVersion7().ToString())));

        (await Task.WhenAll(asked)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void The_file_is_its_owners_and_keeps_what_others_wrote()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, """{ "Other": "kept" }""");
        System.IO.File.SetUnixFileMode(
            File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        new UserSecrets(File).GetOrAdd("Parameters:key", () => "made").ShouldBe("made");

        new UserSecrets(File).GetOrAdd("Other", () => "lost").ShouldBe("kept");
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
