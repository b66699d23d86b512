using System.Diagnostics;
using System.Globalization;
using Stage5.Core.Models;
using Stage5.Core.Models.Apertium;

namespace Stage5.Tests.Models;

/// <summary>What the engine and its callers can do to each other.</summary>
public sealed class ApertiumEnemyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public async Task After_a_program_is_killed_the_next_call_works(int program)
    {
        await using var models = TestModels.Apertium();
        await models.TranslateAsync("The house.", "en", "es");
        var programs = Children(((ApertiumChatClient)models.Provider("apertium").Client!).IdleProcessIds.Single());
        programs.Count.ShouldBeGreaterThan(5);
        using (var victim = Process.GetProcessById(program < 0 ? programs[^1] : programs[program])) victim.Kill();
        (await models.TranslateAsync("The car.", "en", "es")).ShouldBe("El coche.");
    }

    [Fact]
    public async Task A_program_killed_while_it_works_costs_no_caller_its_answer()
    {
        await using var models = TestModels.Apertium(("Models:Providers:apertium:PipelinesPerPair", "1"));
        await models.TranslateAsync("The house.", "en", "es");
        var programs = Children(((ApertiumChatClient)models.Provider("apertium").Client!).IdleProcessIds.Single());
        var long50 = string.Concat(Enumerable.Repeat("The big house of my father is on the mountain. ", 1_060));
        var call = models.TranslateAsync(long50, "en", "es");
        using (var victim = Process.GetProcessById(programs[5])) victim.Kill();

        // Broken while it was being used after idling: a fresh pipeline does it again.
        (await call).ShouldStartWith("La casa grande de mi padre");
        (await models.TranslateAsync("The car.", "en", "es")).ShouldBe("El coche.");
    }

    [Fact]
    public async Task An_engine_that_stalls_is_given_up_after_the_time_limit_and_replaced()
    {
        await using var models = TestModels.Apertium(("Models:Providers:apertium:TimeoutSeconds", "5"));
        await models.TranslateAsync("The house.", "en", "es");
        var shell = ((ApertiumChatClient)models.Provider("apertium").Client!).IdleProcessIds.Single();
        var programs = Children(shell);
        await SignalAsync("-STOP", programs[3]);
        var thrown = await Should.ThrowAsync<ModelException>(() => models.TranslateAsync("The house.", "en", "es"));
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("within 5 s");
        (await models.TranslateAsync("The car.", "en", "es")).ShouldBe("El coche.");
        await GoneAsync([shell, .. programs]);
    }

    [Fact]
    public async Task A_caller_that_cancels_leaves_no_answer_behind_for_the_next()
    {
        await using var models = TestModels.Apertium(("Models:Providers:apertium:PipelinesPerPair", "1"));
        var engine = models.Provider("apertium");
        await models.TranslateAsync("The house.", "en", "es");
        using var cancel = new CancellationTokenSource();
        var text = string.Concat(Enumerable.Repeat("The big house of my father is on the mountain. ", 1_060));
        var call = models.Translator.TranslateAsync(engine, text, "en", "es", cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await models.TranslateAsync("The car.", "en", "es")).ShouldBe("El coche.");
    }

    [Fact]
    public async Task Fifty_thousand_characters_are_translated()
    {
        await using var models = TestModels.Apertium();
        var sentences = string.Concat(
            Enumerable.Range(0, 1_150).Select(i => $"The house number {i} of {{name{i}}} is big. "));
        sentences.Length.ShouldBeGreaterThan(48_000);
        var translation = await models.TranslateAsync(sentences, "en", "es");
        Enumerable.Range(0, 1_150).ShouldAllBe(i => translation.Contains($"{{name{i}}}"));
        foreach (var hostile in new[] { new string('a', 50_000), new string('/', 50_000), new string(' ', 49_999) + "a",
            string.Concat(Enumerable.Repeat("a/", 25_000)), string.Concat(Enumerable.Repeat("a\n", 25_000)) })
        {
            (await models.TranslateAsync(hostile, "en", "ca")).Count(c => c == '/').ShouldBe(hostile.Count(c => c == '/'));
        }
    }

    [Fact]
    public async Task Twenty_callers_at_once_get_their_own_answers()
    {
        await using var models = TestModels.Apertium();
        var alone = new string[60];
        for (var i = 0; i < alone.Length; i++) alone[i] = await TranslateAsync(i);
        alone.ShouldBeUnique();
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions
        {
            MaxDegreeOfParallelism = 20,
            CancellationToken = Token,
        }, async (i, _) => (await TranslateAsync(i % alone.Length)).ShouldBe(alone[i % alone.Length]));

        Task<string> TranslateAsync(int i) =>
            models.TranslateAsync($"House number {i} and {{p{i}}}.", "en", i % 3 == 0 ? "ca" : "es");
    }

    [Fact]
    public async Task Idle_pipelines_are_stopped_and_the_host_takes_the_rest_with_it()
    {
        var models = TestModels.Apertium(("Models:Providers:apertium:IdleSeconds", "1"));
        await models.TranslateAsync("The house.", "en", "es");
        var engine = (ApertiumChatClient)models.Provider("apertium").Client!;
        var shell = engine.IdleProcessIds.Single();
        await GoneAsync([shell, .. Children(shell)]);
        engine.IdleProcessIds.ShouldBeEmpty();
        await models.TranslateAsync("The house.", "en", "es");
        shell = engine.IdleProcessIds.Single();
        var programs = Children(shell);
        await models.DisposeAsync();
        await GoneAsync([shell, .. programs]);
    }

    [Fact]
    public async Task The_programs_end_when_their_owner_is_killed()
    {
        await using var models = TestModels.Apertium();
        var mode = ApertiumInstallation.Discover(
            ApertiumInstallation.DefaultModesDirectory, Environment.GetEnvironmentVariable("PATH") ?? "").Modes[0];

        // The owner holds the only writing end of the pipe, as our process does, and dies as hard as it can.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "sleep 600 | /bin/sh -c \"$S\" & echo $!; wait"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["S"] = mode.Script();
        using var owner = Process.Start(start)!;
        var shell = int.Parse((await owner.StandardOutput.ReadLineAsync(Token))!, CultureInfo.InvariantCulture);
        var programs = await UntilAsync(() => Children(shell), found => found.Count >= mode.Commands.Count);
        var writer = Children(owner.Id).Single(id => id != shell);
        owner.Kill();
        using (var sleeper = Process.GetProcessById(writer)) sleeper.Kill();
        await GoneAsync([shell, .. programs]);
    }

    [Fact]
    public async Task Too_many_waiting_callers_are_told_to_come_back()
    {
        await using var models = TestModels.Apertium(("Models:Providers:apertium:PipelinesPerPair", "1"));
        await models.TranslateAsync("The house.", "en", "es");
        var programs = Children(((ApertiumChatClient)models.Provider("apertium").Client!).IdleProcessIds.Single());
        await SignalAsync("-STOP", programs[3]);
        var calls = Enumerable.Range(0, 80).Select(_ => models.TranslateAsync("The car.", "en", "es")).ToArray();
        await SignalAsync("-CONT", programs[3]);
        var refused = 0;
        foreach (var call in calls)
        {
            try
            {
                (await call).ShouldBe("El coche.");
            }
            catch (ModelException exception) when (exception is { RetryAfter: not null, Failure: ModelFailure.Transient })
            {
                refused++;
            }
        }

        refused.ShouldBe(80 - 1 - 64);
    }

    private static async Task SignalAsync(string signal, int id)
    {
        using var kill = Process.Start("/bin/kill", [signal, id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
        kill.ExitCode.ShouldBe(0);
    }

    private static List<int> Children(int parent) =>
        [.. File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    private static Task<int[]> GoneAsync(IReadOnlyList<int> ids) =>
        UntilAsync(() => ids.Where(IsAlive).ToArray(), alive => alive.Length == 0);

    private static bool IsAlive(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].TrimStart()[0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> enough)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var found = look(); ; found = look())
        {
            if (enough(found)) return found;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
