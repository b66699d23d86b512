using System.Diagnostics;

namespace Stage5.Tests.Web;

/// <summary>What the build refuses: tried on a copy of the resource files and of what names their keys.</summary>
public sealed class TextsCheckTests : IDisposable
{
    private const string English = "Stage5.Contracts/Texts/Texts.Home.resx";
    private const string Japanese = "Stage5.Contracts/Texts/Texts.Home.ja.resx";
    private const string Spanish = "Stage5.Contracts/Texts/Texts.Home.es.resx";
    private const string Page = "Stage5.Web/Components/Pages/HomePage.razor";
    private const string Rail = "Stage5.Web/Components/Layout/Rail.razor";
    private const string Module = "Stage5.Web/wwwroot/js/actions.mjs";

    private readonly string _copy = Directory.CreateTempSubdirectory("stage5-texts-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public TextsCheckTests()
    {
        foreach (var file in Sources())
        {
            var to = Path.Combine(_copy, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        Directory.CreateDirectory(Path.Combine(_copy, "Stage5.Core"));
        Directory.CreateDirectory(Path.Combine(_copy, "Stage5.Api"));
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Fact]
    public async Task The_texts_as_they_are_pass() => (await CheckAsync()).ShouldBe((0, ""));

    [Theory]
    [InlineData("A key that one language lacks", Japanese, "home.title", "home.titel", "TEXT006")]
    [InlineData("A key that English lacks", Japanese, "home.title", "home.titel", "TEXT008")]
    [InlineData("Other placeholders", Spanish, "{0} de {1} requieren", "{0} requieren", "TEXT007")]
    [InlineData("A placeholder that is none", English, "{0} of {1}", "{a} of {1}", "TEXT005")]
    [InlineData("An empty text", Spanish, "<value>Inicio</value>", "<value></value>", "TEXT004")]
    [InlineData("A key in another file's area", Spanish, "home.title", "tasks.title", "TEXT003")]
    [InlineData("A key that is there twice", Spanish, "home.lead", "home.title", "TEXT002")]
    [InlineData("A key that Razor invents", Page, "T(\"home.lead\")", "T(\"home.laed\")", "TEXT009")]
    [InlineData("An area that Razor invents", Page, "T(\"home.lead\")", "T(\"hom.lead\")", "TEXT009")]
    [InlineData("A key that a module invents", Module, "t('common.copied')", "t('common.copid')", "TEXT009")]
    [InlineData("A key that nobody uses any more", "Stage5.Web/wwwroot/js/page-docs.mjs", "t('docs.viewerFailed')", "'Failed'", "TEXT010")]
    [InlineData("A text that is not in the files", Page, "@T(\"home.lead\")", "What runs", "TEXT011")]
    [InlineData("A label that is not in the files", Rail, "@T(\"shell.main\")", "Main", "TEXT011")]
    public async Task A_mistake_fails_the_build(string what, string file, string right, string wrong, string code)
    {
        var path = Path.Combine(_copy, file);
        var source = await File.ReadAllTextAsync(path, Ct);
        source.ShouldContain(right, customMessage: what);
        await File.WriteAllTextAsync(path, source.Replace(right, wrong, StringComparison.Ordinal), Ct);

        var (exitCode, said) = await CheckAsync();

        exitCode.ShouldBe(1, what);
        said.ShouldContain($"error {code}: ", customMessage: what);
    }

    [Fact]
    public async Task A_language_of_which_only_one_file_exists_is_no_language()
    {
        var texts = Path.Combine(_copy, "Stage5.Contracts", "Texts");
        File.Copy(Path.Combine(texts, "Texts.Home.es.resx"), Path.Combine(texts, "Texts.Home.fr.resx"));

        var (exitCode, said) = await CheckAsync();

        exitCode.ShouldBe(1);
        said.ShouldContain("tasks.title is missing in fr.");
    }

    private static IEnumerable<string> Sources()
    {
        var web = Repository.PathOf("Stage5.Web");
        return Directory.EnumerateFiles(Repository.PathOf("Stage5.Contracts", "Texts"), "*.resx")
            .Concat(Directory.EnumerateFiles(Path.Combine(web, "wwwroot", "js"), "*.mjs"))
            .Concat(Directory.EnumerateFiles(Path.Combine(web, "Components"), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(web, "Pages"), "*.cs"))
            .Concat(Directory.EnumerateFiles(Path.Combine(web, "Texts"), "*.cs"));
    }

    private async Task<(int ExitCode, string Said)> CheckAsync()
    {
        using var node = Process.Start(new ProcessStartInfo(
            "node", [Repository.PathOf("Stage5.Contracts", "Texts", "texts.mjs"), "check", _copy])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var said = await node.StandardError.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);
        return (node.ExitCode, said);
    }
}
