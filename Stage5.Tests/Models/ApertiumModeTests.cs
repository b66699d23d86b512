using Stage5.Core.Models;
using Stage5.Core.Models.Apertium;

namespace Stage5.Tests.Models;

public sealed class ApertiumModeTests
{
    [Theory]
    [InlineData("eng-spa", "en→es")]
    [InlineData("en-gl", "en→gl")]
    [InlineData("es-pt_BR", "es→pt-BR")]
    [InlineData("spa-eng_US", "es→en-US")]
    [InlineData("eng-cat_valencia", "en→ca-valencia")]
    [InlineData("eng-cat_iec2017", null)]
    [InlineData("eng-cat_valencia_uni", null)]
    [InlineData("eco-es-fr", null)]
    [InlineData("README", null)]
    public void A_mode_name_means_a_pair_or_nothing(string name, string? pair) =>
        ApertiumMode.PairOf(name)?.ToString().ShouldBe(pair);

    [Fact]
    public void A_mode_file_is_read_program_by_program_with_null_flush()
    {
        var (commands, error) = ApertiumMode.Read(
            "lt-proc -w '/d d/a.bin' | apertium-tagger -g $2 '/d/a.prob' | lt-proc $1 /d/g.bin\n");
        error.ShouldBeNull();
        commands!.Select(command => string.Join(',', command)).ShouldBe([
            "lt-proc,-z,-w,/d d/a.bin",
            "apertium-tagger,-z,-g,/d/a.prob",
            "lt-proc,-z,-n,/d/g.bin",
        ]);
    }

    [Theory]
    [InlineData("lt-proc a; rm b", "shell syntax")]
    [InlineData("lt-proc $(x)", "shell syntax")]
    [InlineData("lt-proc a | sed s/a/b/", "sed")]
    [InlineData("lt-proc a || lt-proc b", "empty")]
    public void A_mode_that_cannot_be_kept_alive_says_why(string text, string reason) =>
        ApertiumMode.Read(text).Error!.ShouldContain(reason);

    [Fact]
    public void Discovery_prefers_the_plain_mode_and_leaves_out_what_cannot_run()
    {
        var directory = Directory.CreateTempSubdirectory("stage5-modes");
        try
        {
            void Write(string name, string text) =>
                File.WriteAllText(Path.Combine(directory.FullName, name + ".mode"), text);
            Write("eng-spa", "lt-proc $1");
            Write("en-es", "lt-proc $1");
            Write("spa-eng", "apertium-not-there");
            Write("spa-cat", "lt-proc /not/there.bin");
            Write("eco-es-fr", "lt-proc $1");
            var bin = directory.CreateSubdirectory("bin");
            File.WriteAllText(Path.Combine(bin.FullName, "lt-proc"), "");

            var found = ApertiumInstallation.Discover(directory.FullName, bin.FullName);
            var mode = found.Modes.ShouldHaveSingleItem();
            (mode.Name, mode.Pair).ShouldBe(("en-es", new LanguagePair("en", "es")));
            found.Skipped["eng-spa"].ShouldBe("en-es serves en→es");
            found.Skipped["spa-eng"].ShouldBe("needs apertium-not-there, which is not on PATH");
            found.Skipped["spa-cat"].ShouldBe("needs /not/there.bin, which is not there");
            found.Skipped["eco-es-fr"].ShouldBe("has no name in BCP 47");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
