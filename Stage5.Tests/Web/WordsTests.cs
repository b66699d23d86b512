extern alias web;

using System.Text.Json.Nodes;
using Stage5.Contracts;
using web::Stage5.Web.Components.Parts;
using web::Stage5.Web.Pages;
using web::Stage5.Web.Sessions;

namespace Stage5.Tests.Web;

public sealed class WordsTests
{
    // The same table is in modules/words.test.mjs: server and browser say the same.
    [Theory]
    [InlineData(null, "")]
    [InlineData(0.0, "0 ms")]
    [InlineData(0.44, "0.4 ms")]
    [InlineData(9.96, "10 ms")]
    [InlineData(74.6, "75 ms")]
    [InlineData(1234.0, "1.23 s")]
    [InlineData(1500.0, "1.5 s")]
    [InlineData(90_000.0, "1.5 min")]
    public void A_duration_is_said_in_the_unit_that_fits(double? ms, string said) =>
        Words.Duration(ms).ShouldBe(said);

    [Theory]
    [InlineData("en", "English")]
    [InlineData("pt-BR", "Portuguese (Brazil)")]
    [InlineData("xx-nonsense", "xx-nonsense")]
    [InlineData(null, "Detected")]
    public void A_language_is_said_by_name_where_it_has_one(string? tag, string said) =>
        Words.Language(tag).ShouldBe(said);

    // Sums are told to the last micro-unit: format.mjs does the same.
    [Theory]
    [InlineData("0", "EUR 0.00")]
    [InlineData("0.000001", "EUR 0.000001")]
    [InlineData("1234.5", "EUR 1,234.50")]
    [InlineData("-5", "EUR -5.00")]
    public void An_amount_is_never_rounded(string amount, string said) =>
        Words.Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), "EUR").ShouldBe(said);

    [Theory]
    [InlineData(300, "5 min")]
    [InlineData(90, "90 s")]
    [InlineData(3600, "1 h")]
    public void A_window_is_said_in_the_unit_that_fits(int seconds, string said) =>
        Words.Span(seconds).ShouldBe(said);

    [Theory]
    [InlineData("2026-03-08T22:30:00Z", "Europe/Madrid", "2026-03-08")]
    [InlineData("2026-03-08T23:30:00Z", "Europe/Madrid", "2026-03-09")]
    [InlineData("2026-03-08T23:30:00Z", "Nowhere/None", "2026-03-08")]
    [InlineData("2026-03-08T23:30:00Z", null, "2026-03-08")]
    public void Seven_days_end_with_today_in_the_tenants_time_zone(string now, string? zone, string today)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var last = DateOnly.Parse(today, culture);
        UsageDays.Last(7, DateTimeOffset.Parse(now, culture), zone).ShouldBe((last.AddDays(-6), last));
    }

    [Fact]
    public void The_end_of_a_stage_takes_the_place_of_its_start()
    {
        var rows = TimelineRow.Fold(
        [
            Event(1, TaskEventTypes.TaskStarted, "r1"),
            Event(2, TaskEventTypes.StageStarted, "r1", "generate"),
            Event(3, TaskEventTypes.ModelSelected, "r1"),
            Event(4, TaskEventTypes.StageCompleted, "r1", "generate"),
            Event(5, TaskEventTypes.StageStarted, "r2", "generate"),
        ]);

        rows.Select(row => (row.Sequence, row.Type)).ShouldBe(
        [
            (1, TaskEventTypes.TaskStarted),
            (4, TaskEventTypes.StageCompleted),
            (3, TaskEventTypes.ModelSelected),
            (5, TaskEventTypes.StageStarted),
        ]);
    }

    [Fact]
    public void A_provider_for_any_pair_offers_every_pair_of_two_languages()
    {
        var choices = LanguageChoices.From(new(
            [new("gateway", "openai", "m", Usable: true, Reason: null, AnyPair: true)],
            [new("de", "German", "Deutsch"), new("fr", "French", "français")],
            [new("fr", "de", ["apertium"])], [], 10));

        choices.TargetsOf("fr").ShouldBe(["*"]);
        choices.TargetsOf("de").ShouldBe(["*"]);
        (choices.Source, choices.Target).ShouldBe(("fr", "de"));
        (choices.Exists("de"), choices.Exists("fr")).ShouldBe((true, false));
    }

    [Fact]
    public void A_provider_that_is_not_usable_offers_nothing() =>
        LanguageChoices.From(new(
            [new("gateway", "openai", "m", Usable: false, Reason: "no key", AnyPair: true)],
            [new("de", "German", "Deutsch"), new("fr", "French", "français")], [], [], 10))
            .Sources.ShouldBeEmpty();

    [Theory]
    [InlineData(269, false)]
    [InlineData(270, true)]
    [InlineData(400, true)]
    public void An_access_token_is_renewed_half_a_minute_before_its_end(int seconds, bool renewed)
    {
        var start = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        var ticket = SessionTicket.Start(new("a", 300, "r", 3600), start);
        SessionRules.NeedsRenewal(ticket, start.AddSeconds(seconds)).ShouldBe(renewed);
    }

    private static TaskEvent Event(long sequence, string type, string run, string? stage = null) => new(
        TaskEvent.CurrentVersion, TaskEvent.CurrentSchema, type, type, sequence, "t", run, "2026-03-02T09:00:00.000Z",
        stage is null ? [] : new JsonObject { ["stage"] = stage });
}
