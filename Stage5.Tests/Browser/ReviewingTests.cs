using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Models;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Browser;

/// <summary>Reviewers in front of the whole running system, each with a browser of their own.</summary>
[Collection(SystemCollection.Name)]
public sealed class ReviewingTests(RunningSystem system) : IAsyncLifetime
{
    private const int Races = 5;
    private const string Tenant = "reviewed";
    private const string Taken = "With you";

    private Chromium _one = null!;
    private Chromium _other = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_one, _other) = (await Chromium.TakeAsync(), await Chromium.TakeAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in new[] { _one, _other })
            if (browser is not null) await browser.DisposeAsync();
    }

    [Fact]
    public async Task Two_browsers_that_take_the_same_review_at_once_never_both_have_it()
    {
        using var ana = system.ApiOf(tenant: Tenant);
        var (rita, omar) = (await EnterAsync(_one, "rita"), await EnterAsync(_other, "omar"));
        var winners = new List<string>();
        for (var race = 1; race <= Races; race++)
        {
            var review = await ReviewOfAsync(await AskAsync(system, ana, $"Race {race} begins.", $"Rennen {race} beginnt."));
            foreach (var reviewer in new[] { rita, omar })
            {
                await reviewer.Page.GotoAsync($"/reviews/{review}");
                await Assertions.Expect(reviewer.Page.Locator("[data-module=review]")).ToHaveAttributeAsync("data-ready", "");
            }

            await Task.WhenAll(rita.Page.Keyboard.PressAsync("l"), omar.Page.Keyboard.PressAsync("l"));

            // Whoever did not get it sees who did.
            foreach (var reviewer in new[] { rita, omar })
                await Assertions.Expect(reviewer.Page.Locator("[data-review-state]")).ToContainTextAsync("With");
            var said = new[] { await StateAsync(rita), await StateAsync(omar) };
            said.Count(one => one == Taken).ShouldBe(1, string.Join(" / ", said));
            winners.Add(said[0] == Taken ? "rita" : "omar");
            said.ShouldContain($"With {winners[^1]}");
        }

        rita.Complaints.ShouldBeEmpty();
        omar.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_waits_is_edited_by_the_keyboard_alone_and_reaches_who_sent_it()
    {
        using var ana = system.ApiOf(tenant: Tenant);
        var queue = await EnterAsync(_one, "rita");
        await queue.Page.GotoAsync("/reviews");
        await Assertions.Expect(queue.Page.Locator("[data-module=reviews]")).ToHaveAttributeAsync("data-ready", "");
        var task = await AskAsync(system, ana, "Please call Clara before Friday.", "Bitte rufen Sie Clara vor Freitag an.");
        var author = await EnterAsync(_other, "ana", "user");
        await author.Page.GotoAsync($"/tasks/{task}");
        await Assertions.Expect(author.Page.Locator("#main")).ToContainTextAsync("Waits for a reviewer");
        await Assertions.Expect(author.Page.Locator(".timeline")).ToContainTextAsync("Asked for");
        await author.TakePictureAsync("task", "awaits");

        // It came into the queue by itself.
        var row = queue.Page.Locator("[data-review-row]").Filter(new() { HasText = "Please call Clara before Friday." });
        await row.GetByRole(AriaRole.Link).FocusAsync();
        await queue.Page.Keyboard.PressAsync("l");
        await Assertions.Expect(queue.Page.Locator("[data-announce]")).ToContainTextAsync("You have it.");
        await queue.Page.Keyboard.PressAsync("e");
        await queue.Page.Keyboard.PressAsync("Control+a");
        await queue.Page.Keyboard.TypeAsync("Bitte rufen Sie Clara noch heute an.");
        await queue.Page.Keyboard.PressAsync("Control+Enter");

        await Assertions.Expect(author.Page.Locator("#main")).ToContainTextAsync(
            "Bitte rufen Sie Clara noch heute an.", new() { Timeout = 20_000 });
        await Assertions.Expect(author.Page.Locator(".timeline")).ToContainTextAsync("A reviewer decided: edited");
        await Assertions.Expect(queue.Page.Locator("[data-review-state]")).ToContainTextAsync("Edited by rita");
        (await ana.TaskAsync(task)).Result!.Text.ShouldBe("Bitte rufen Sie Clara noch heute an.");
        queue.Complaints.ShouldBeEmpty();
        author.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_sent_a_text_that_is_rejected_reads_why()
    {
        using var ana = system.ApiOf(tenant: Tenant);
        var task = await AskAsync(system, ana, "Send them the list.", "Schicken Sie ihnen die Liste.");
        var rita = await EnterAsync(_one, "rita");
        await rita.Page.GotoAsync($"/reviews/{await ReviewOfAsync(task)}");
        await Assertions.Expect(rita.Page.Locator("[data-module=review]")).ToHaveAttributeAsync("data-ready", "");
        await rita.Page.Keyboard.PressAsync("l");
        await Assertions.Expect(rita.Page.Locator("[data-announce]")).ToContainTextAsync("You have it.");
        await rita.Page.Keyboard.PressAsync("r");
        await rita.Page.GetByRole(AriaRole.Dialog).Locator("textarea").FillAsync("Which list?");
        await rita.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(rita.Page.Locator("[data-undo-bar]")).ToBeVisibleAsync();
        await rita.Page.GotoAsync("/tasks");

        var author = await EnterAsync(_other, "ana", "user");
        await author.Page.GotoAsync($"/tasks/{task}");
        await Assertions.Expect(author.Page.Locator("#main")).ToContainTextAsync(
            "A reviewer rejected this text", new() { Timeout = 20_000 });
        await Assertions.Expect(author.Page.Locator("#main")).ToContainTextAsync("Which list?");
        await author.TakePictureAsync("task", "rejected");
    }

    /// <summary>A text that its sender wants looked at, and what the model makes of it.</summary>
    /// <returns>Its task, which waits for a reviewer.</returns>
    internal static async Task<string> AskAsync(RunningSystem system, HttpClient api, string text, string made)
    {
        system.Model.Then(new ScriptedReply { Text = _ => made });
        using var response = await api.PostAsJsonAsync("/api/translate", new
        {
            text,
            sourceLanguage = "en",
            targetLanguage = "de",
            review = true,
            processing = new { model = "scripted" },
        }, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Ct));
        var accepted = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.TaskAccepted, Ct))!;
        accepted.State.ShouldBe(TaskState.AwaitingReview);
        return accepted.TaskId;
    }

    private async Task<string> ReviewOfAsync(string task)
    {
        using var api = system.ApiOf("reviewer", Tenant, "rita");
        var page = (await api.GetFromJsonAsync("/api/reviews?state=open&limit=100", ContractsJson.Default.ReviewPage, Ct))!;
        return page.Reviews.Single(review => review.TaskId == task).Id;
    }

    private static Task<string> StateAsync(Person reviewer) => reviewer.Page.Locator("[data-review-state]").InnerTextAsync();

    private async Task<Person> EnterAsync(Chromium browser, string user, string role = "reviewer")
    {
        var person = await browser.OpenAsync(system.Web);
        await person.Page.GotoAsync(system.LoginLink(role, user, Tenant).ToString());
        return person;
    }
}
