using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>The audit as an auditor reads it, in front of a scripted API.</summary>
public sealed class AuditPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ForcedColors.None)]
    [InlineData(ForcedColors.Active)]
    public async Task Records_a_verdict_and_a_proof_are_legible_at_every_width(ForcedColors forced)
    {
        await using var desk = await SitDownAsync(forced);
        var state = forced == ForcedColors.Active ? "contrast-" : "";
        await desk.Page.GotoAsync("/audit");
        await VerifyAsync(desk, desk.Api.Audit.Right());
        await Assertions.Expect(desk.Page.Locator("#audit-verdict")).ToHaveTextAsync(
            "The audit is as it was written: 6 records, sealed up to number 6.");
        await desk.TakePicturesAsync("audit", state + "data");
        await VerifyAsync(desk, desk.Api.Audit.Wrong("missing", 4));
        await Assertions.Expect(desk.Page.Locator("#audit-verdict")).ToHaveTextAsync("Record 4 is missing.");
        await desk.Person.TakePictureAsync("audit", state + "wrong");

        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "3", Exact = true }).ClickAsync();
        await Assertions.Expect(desk.Main).ToContainTextAsync("What stands here is what was hashed.");
        await desk.TakePicturesAsync("audit-record", state + "data");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_search_asks_for_what_was_filled_in_and_says_so_in_its_address()
    {
        await using var desk = await SitDownAsync(ForcedColors.None);
        await desk.Page.GotoAsync("/audit");
        await Assertions.Expect(desk.Page.Locator("[data-module=audit]")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.GetByLabel("Action", new() { Exact = true }).FillAsync("members.");
        await desk.Page.GetByLabel("From day").FillAsync("2026-11-01");
        await desk.Page.GetByLabel("To day").FillAsync("2026-11-30");
        await desk.Page.GetByLabel("Action", new() { Exact = true }).PressAsync("Enter");

        await desk.Page.WaitForURLAsync("**/audit?from=2026-11-01&to=2026-11-30&action=members.");
        desk.Api.Audit.Queries[^1].ShouldBe("?from=2026-11-01T00%3A00%3A00Z&to=2026-12-01T00%3A00%3A00Z&action=members.");
        await Assertions.Expect(desk.Page.Locator(".audit-rows tbody tr")).ToHaveCountAsync(1);
        (await desk.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href")).ShouldBe(
            "/api/audit?from=2026-11-01T00%3A00%3A00Z&to=2026-12-01T00%3A00%3A00Z&action=members.&format=csv");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_is_looked_for_by_its_fingerprint_and_never_stands_in_an_address()
    {
        await using var desk = await SitDownAsync(ForcedColors.None);
        await desk.Page.GotoAsync("/audit");
        await Assertions.Expect(desk.Page.Locator("[data-module=audit]")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.GetByLabel("Exact text").FillAsync("Good morning");
        await desk.Page.GetByLabel("Exact text").PressAsync("Enter");

        await desk.Page.WaitForURLAsync($"**/audit?fingerprint={ScriptedAudit.Fingerprint}");
        desk.Api.Audit.Queries[^1].ShouldBe($"?fingerprint={ScriptedAudit.Fingerprint}");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_verification_that_breaks_off_proves_nothing()
    {
        await using var desk = await SitDownAsync(ForcedColors.None);
        await desk.Page.GotoAsync("/audit");

        await VerifyAsync(desk, verdict: null);

        await Assertions.Expect(desk.Page.Locator("#audit-verdict")).ToContainTextAsync("nothing is proved");
    }

    [Fact]
    public async Task The_whole_page_is_reached_by_keyboard()
    {
        await using var desk = await SitDownAsync(ForcedColors.None);
        await desk.Page.GotoAsync("/audit");
        await Assertions.Expect(desk.Page.Locator("[data-module=audit]")).ToHaveAttributeAsync("data-ready", "");

        (await Walk.ThroughAsync(desk.Page)).ShouldContain("button Verify");
    }

    private static async Task VerifyAsync(Desk desk, AuditVerdictView? verdict)
    {
        desk.Api.Audit.Verdict = verdict;
        await Assertions.Expect(desk.Page.Locator("[data-module=audit]")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
    }

    private static async Task<Desk> SitDownAsync(ForcedColors forced)
    {
        var desk = await Desk.SitDownAsync(Ct, forced, Permissions.AuditRead);
        var audit = desk.Api.Audit;
        audit.Add("ana", "session.started", "session");
        audit.Add("ana", "task.completed", "task/019aa4c8-6a1e-7b1a-9c52-3f8d2f1f6b10", taskId: "019aa4c8-6a1e-7b1a-9c52-3f8d2f1f6b10");
        audit.Add("paula", "budgets.changed", "budgets", before: """[{"scope":"tenant","window":"day","hard_limit":10}]""",
            after: """[{"scope":"tenant","window":"day","hard_limit":20}]""");
        audit.Add("ben", "permission.denied", "endpoint/PUT /api/budgets", "refused");
        audit.Add("ana", "members.changed", "conversation/release-talk-of-the-whole-european-sales-organisation");
        audit.Add("", "authentication.failed", "endpoint/POST /v1/chat/completions", "refused");
        return desk;
    }
}
