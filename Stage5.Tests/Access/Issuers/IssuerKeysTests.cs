using Microsoft.AspNetCore.Http;
using Stage5.Tests.Access.Jwt;
using Stage5.Tests.Web;

namespace Stage5.Tests.Access.Issuers;

public sealed class IssuerKeysTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_are_read_once_however_many_ask_at_once_and_then_kept()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        var token = system.Issuer.Token("stage5");

        var read = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => system.ReadAsync(token, Ct)));
        (await system.ReadAsync(token, Ct)).ShouldNotBeNull();

        read.ShouldAllBe(identity => identity != null);
        system.Issuer.KeyReadings.ShouldBe(1);
        system.Issuer.Discoveries.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_key_is_found_and_one_that_went_is_believed_no_more()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        var before = system.Issuer.Token("stage5");
        (await system.ReadAsync(before, Ct)).ShouldNotBeNull();
        system.Time.Advance(TimeSpan.FromSeconds(61));
        using var old = system.Issuer.Keys[0];
        system.Issuer.Keys[0] = new IssuerKey("ES256", "second");

        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();
        (await system.ReadAsync(before, Ct)).ShouldBeNull();
    }

    [Fact]
    [Trait("Threat", "API-D5")]
    public async Task Unknown_keys_make_it_ask_no_more_often_than_the_floor_allows()
    {
        await using var system = await IssuerSystem.StartAsync(Ct, ("KeysFloor", "00:02:00"));
        using var nobody = new IssuerKey("RS256", "unknown");
        var token = system.Issuer.Token("stage5", key: nobody);

        for (var minute = 0; minute < 6; minute++)
        {
            for (var i = 0; i < 10; i++)
                (await system.ReadAsync(token, Ct)).ShouldBeNull();
            system.Time.Advance(TimeSpan.FromMinutes(1));
        }

        system.Issuer.KeyReadings.ShouldBe(3);
    }

    [Fact]
    public async Task Keys_are_read_again_ahead_of_their_end_without_anybody_waiting()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();
        system.Time.Advance(TimeSpan.FromMinutes(61));
        var gate = new TaskCompletionSource();
        system.Issuer.Instead = async http =>
        {
            await gate.Task.WaitAsync(http.RequestAborted);
            system.Issuer.Instead = null;
            http.Response.Redirect(http.Request.Path);
        };

        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();
        system.Issuer.KeyReadings.ShouldBe(1);
        gate.SetResult();

        await Eventually.BeAsync(() => system.Issuer.KeyReadings == 2, "The keys were not read again.", Ct);
    }

    [Fact]
    [Trait("Attack", "expired key set")]
    public async Task While_the_issuer_is_away_its_last_keys_are_believed_for_a_day_and_then_no_more()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();
        system.Issuer.Instead = ServiceDefaults.ScriptedServer.Status(503);

        system.Time.Advance(TimeSpan.FromHours(23));
        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();
        system.Time.Advance(TimeSpan.FromHours(1));
        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldBeNull();

        system.Issuer.Instead = null;
        system.Time.Advance(TimeSpan.FromSeconds(61));
        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_issuer_that_says_something_it_may_not_say_is_not_believed()
    {
        RequestDelegate[] answers =
        [
            http => Redirect(http, "http://127.0.0.2:1/.well-known/openid-configuration"),
            http => Redirect(http, "ftp://127.0.0.1/"),
            http => Redirect(http, http.Request.Path),
            http => http.Response.WriteAsync(new string(' ', 70_000) + "{}"),
            http => http.Response.WriteAsync("""{"issuer":"https://somebody-else.example.com","jwks_uri":"https://x.example.com"}"""),
            http => http.Response.WriteAsync($$"""{"issuer":"http://{{http.Request.Host}}","jwks_uri":"http://192.0.2.1/keys"}"""),
            http => http.Response.WriteAsync($$"""{"issuer":"http://{{http.Request.Host}}","jwks_uri":"file:///etc/passwd"}"""),
            http => http.Response.WriteAsync("not JSON"),
            http =>
            {
                http.Abort();
                return Task.CompletedTask;
            },
        ];
        await using var system = await IssuerSystem.StartAsync(Ct);
        foreach (var answer in answers)
        {
            system.Issuer.Instead = answer;
            (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldBeNull();
            system.Time.Advance(TimeSpan.FromSeconds(61));
        }

        system.Issuer.KeyReadings.ShouldBe(0);
        system.Issuer.Instead = null;
        (await system.ReadAsync(system.Issuer.Token("stage5"), Ct)).ShouldNotBeNull();

        static Task Redirect(HttpContext http, string to)
        {
            http.Response.Redirect(to);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_issuer_that_never_answers_is_given_up_on()
    {
        await using var system = await IssuerSystem.StartAsync(Ct);
        var asked = new TaskCompletionSource();
        system.Issuer.Instead = http =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        var reading = system.ReadAsync(system.Issuer.Token("stage5"), Ct);
        await asked.Task.WaitAsync(Ct);

        system.Time.Advance(TimeSpan.FromSeconds(5));

        (await reading.WaitAsync(Ct)).ShouldBeNull();
    }
}
