using Stage5.Contracts;
using Stage5.Core.Language.Glossaries;
using Stage5.Tests.Stores;
using static Stage5.Tests.Language.Glossaries.Terms;

namespace Stage5.Tests.Language.Glossaries;

public sealed class StoringTests(StoreServers servers) : GlossaryTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task Two_editors_do_not_overwrite_each_other(StoreKind kind)
    {
        var (one, two) = (await NodeAsync(kind), await NodeAsync(kind));
        var term = await AddAsync(one, OfTenant, Draft("invoice", "factura") with { Note = "accounting" });
        var id = Guid.Parse(term.Id);

        var first = await one.Editor.PutAsync(OfTenant, "ana", id, term.Version, Draft("invoice", "cuenta"), Ct);
        var second = await two.Editor.PutAsync(OfTenant, "ben", id, term.Version, Draft("invoice", "recibo"), Ct);
        var late = await two.Editor.RemoveAsync(OfTenant, "ben", id, term.Version, Ct);
        var removed = await two.Editor.RemoveAsync(OfTenant, "ben", id, first.Entry!.Version, Ct);
        var again = await one.Editor.PutAsync(OfTenant, "ana", id, null, Draft("invoice", "x"), Ct);

        (first.Entry.TargetTerm, first.Entry.UpdatedBy).ShouldBe(("cuenta", "ana"));
        first.Entry.Version.ShouldBeGreaterThan(term.Version);
        new[] { second.Outcome, late.Outcome, removed.Outcome, again.Outcome }.ShouldBe(
            [EditOutcome.VersionConflict, EditOutcome.VersionConflict, EditOutcome.Done, EditOutcome.Missing]);
        (await ListAsync(two, OfTenant)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_term_is_there_once_for_a_pair_and_a_named_set(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var term = await AddAsync(node, OfTenant, Draft("Straße", "calle"));
        var other = await AddAsync(node, OfTenant, Draft("road", "camino"));

        var same = await node.Editor.AddAsync(OfTenant, "ana", Draft(" STRAßE ", "vía"), Ct);
        var moved = await node.Editor.PutAsync(
            OfTenant, "ana", Guid.Parse(other.Id), null, Draft("straße", "vía"), Ct);
        var kept = await node.Editor.PutAsync(
            OfTenant, "ana", Guid.Parse(term.Id), null, Draft("straße", "vía"), Ct);

        (same.Outcome, same.Other).ShouldBe((EditOutcome.Exists, term.Id));
        moved.Outcome.ShouldBe(EditOutcome.Exists);
        kept.Outcome.ShouldBe(EditOutcome.Done);
        await AddAsync(node, OfTenant, Draft("straße", "vía") with { GlossaryId = "maps" });
        await AddAsync(node, OfTenant, Draft("straße", "vía") with { CaseSensitive = true });
        await AddAsync(node, OfTenant, Draft("straße", "vía") with { TargetLanguage = "es-MX" });
        await AddAsync(node, OfAna, Draft("straße", "vía"));
    }

    [Theory, OnEachStore]
    public async Task What_one_wrote_is_there_in_their_next_request_on_every_replica(StoreKind kind)
    {
        var (one, two) = (await NodeAsync(kind), await NodeAsync(kind));
        for (var i = 0; i < 20; i++)
        {
            await AddAsync(one, OfTenant, Draft($"term{i}", "x"));
            (await PlanAsync(two, $"a term{i} b")).Matches.Count.ShouldBe(1);
            (await PlanAsync(one, $"a term{i} b")).Matches.Count.ShouldBe(1);
        }

        // Who did not write it may be served what was there before, and gets the new one without waiting for it.
        await AddAsync(one, OfTenant, Draft("later", "x"));
        while ((await PlanAsync(two, "later", user: "ben")).Matches.Count == 0)
            await Task.Yield();
    }

    [Theory, OnEachStore]
    public async Task More_changes_than_are_remembered_are_read_from_the_whole(StoreKind kind)
    {
        var (one, two) = (await NodeAsync(kind), await NodeAsync(kind));
        await AddAsync(one, OfTenant, Draft("first", "x"));
        (await ListAsync(two, OfTenant)).Count.ShouldBe(1);
        for (var i = 0; i < 1_100; i++)
            await AddAsync(one, OfTenant, Draft($"term{i}", "x"));
        await one.Editor.RemoveAsync(
            OfTenant, "ana", Guid.Parse((await ListAsync(one, OfTenant))[0].Id), null, Ct);

        (await ListAsync(two, OfTenant)).Select(entry => entry.SourceTerm)
            .ShouldBe(Enumerable.Range(0, 1_100).Select(i => $"term{i}").Order(StringComparer.Ordinal));
    }

    [Theory, OnEachStore]
    public async Task Nothing_crosses_tenants_users_or_channels(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await AddAsync(node, GlossaryBook.OfTenant("rival"), Draft("secret", "x"));
        await AddAsync(node, GlossaryBook.OfUser("rival", "ana"), Draft("secret", "x"));
        await AddAsync(node, GlossaryBook.OfUser("acme", "ben"), Draft("secret", "x"));
        await AddAsync(node, GlossaryBook.OfChannel("acme", "room-2"), Draft("secret", "x"));
        await AddAsync(node, GlossaryBook.OfChannel("acme", new string('r', 500)), Draft("secret", "x"));

        (await PlanAsync(node, "secret", channel: OfRoom.Owner)).Matches.ShouldBeEmpty();
        (await PlanAsync(node, "secret", channel: "tenant")).Matches.ShouldBeEmpty();
        (await PlanAsync(node, "secret", channel: new string('r', 500))).Matches.Count.ShouldBe(1);
        var rivals = (await ListAsync(node, GlossaryBook.OfTenant("rival")))[0];
        (await node.Editor.RemoveAsync(OfTenant, "ana", Guid.Parse(rivals.Id), null, Ct))
            .Outcome.ShouldBe(EditOutcome.Missing);
    }

    [Theory, OnEachStore]
    public async Task A_glossary_that_is_full_takes_no_more(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("PersonalTerms", "2"), ("CachedTerms", "1"));
        var one = await AddAsync(node, OfAna, Draft("one", "x"));
        await AddAsync(node, OfAna, Draft("two", "x"));

        (await node.Editor.AddAsync(OfAna, "ana", Draft("three", "x"), Ct)).Outcome.ShouldBe(EditOutcome.Full);
        await node.Editor.RemoveAsync(OfAna, "ana", Guid.Parse(one.Id), null, Ct);
        await AddAsync(node, OfAna, Draft("three", "x"));
        await AddAsync(node, OfTenant, Draft("four", "x"));
        // Memory for one term only: each glossary makes room for the other, and both are right.
        for (var i = 0; i < 3; i++)
            (await PlanAsync(node, "one two three four")).Matches.Count.ShouldBe(3);
    }

    [Theory, OnEachStore]
    public async Task Pages_go_through_all_terms_once(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        string[] terms = ["beta", "Alpha", "ångström", "gamma", "alphabet", "=delta"];
        foreach (var term in terms)
            await AddAsync(node, OfTenant, Draft(term, "x") with { Note = "greek " + term });
        await AddAsync(node, OfAna, Draft("alpha", "y"));
        await AddAsync(node, OfAna, Banned("zeta"));

        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await node.Reader.ListAsync(
                new GlossaryListing([OfAna, OfTenant], "ana") { Limit = 3, Cursor = cursor }, Ct);
            page.Total.ShouldBe(8);
            seen.AddRange(
                page.Entries.Select(entry => entry.SourceTerm + (entry.Kind == GlossaryKind.Banned ? "!" : "")));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        var searched = await node.Reader.ListAsync(
            new GlossaryListing([OfAna, OfTenant], "ana") { Search = "GREEK ALPHA", Limit = 1 }, Ct);

        seen.ShouldBe(["alpha", "!", "=delta", "Alpha", "alphabet", "beta", "gamma", "ångström"]);
        (searched.Total, searched.Entries.Count).ShouldBe((2, 1));
        await Should.ThrowAsync<FormatException>(node.Reader.ListAsync(
            new GlossaryListing([OfAna], "ana") { Cursor = "nonsense" }, Ct));
    }
}
