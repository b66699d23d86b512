using Stage5.Contracts;
using Stage5.Core.Language.Glossaries;
using Stage5.Tests.Stores;
using static Stage5.Tests.Language.Glossaries.Terms;

namespace Stage5.Tests.Language.Glossaries;

public sealed class PlanTests(StoreServers servers) : GlossaryTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_personal_term_goes_before_the_channels_and_that_before_the_tenants(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await AddAsync(node, OfTenant, Draft("invoice", "factura"));
        await AddAsync(node, OfRoom, Draft("Invoice", "recibo"));
        await AddAsync(node, OfAna, Draft("invoice", "cuenta"));

        Targets(await PlanAsync(node, "An invoice.", channel: OfRoom.Owner)).ShouldBe(["cuenta"]);
        Targets(await PlanAsync(node, "An invoice.", channel: OfRoom.Owner, user: "ben")).ShouldBe(["recibo"]);
        Targets(await PlanAsync(node, "An invoice.", channel: "another", user: "ben")).ShouldBe(["factura"]);
        var match = (await PlanAsync(node, "An invoice.")).Matches.ShouldHaveSingleItem();
        (match.Start, match.Length, match.Source, match.Scope, match.Kind)
            .ShouldBe((3, 7, "invoice", GlossaryScope.Personal, "translate"));
    }

    [Theory, OnEachStore]
    public async Task A_forced_term_of_the_tenant_is_above_all_and_not_bypassed(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await AddAsync(node, OfTenant, new EntryDraft
        {
            Kind = GlossaryKind.DoNotTranslate,
            SourceTerm = "Contoso",
            Forced = true,
            GlossaryId = "legal",
        });
        await AddAsync(node, OfTenant, Draft("cloud", "nube"));
        await AddAsync(node, OfAna, Draft("Contoso", "Acme"));
        await AddAsync(node, OfAna, Draft("Contoso cloud", "la nube de Acme"));

        var applied = await PlanAsync(node, "Contoso cloud");
        var bypassed = await PlanAsync(node, "Contoso cloud", GlossaryMode.Bypass);
        var asked = await PlanAsync(node, "Contoso", GlossaryMode.AskOnConflict,
            decisions: new TermDecision("Contoso", TermChoices.Alternative, "Acme"));
        var elsewhere = await node.Terms.PlanAsync(Query("Contoso") with { GlossaryIds = ["other"] }, Ct);

        Targets(applied).ShouldBe(["Contoso", "nube"]);
        Targets(bypassed).ShouldBe(["Contoso"]);
        asked.Conflicts.ShouldBeEmpty();
        Targets(asked).ShouldBe(["Contoso"]);
        elsewhere.Matches.ShouldHaveSingleItem().Kind.ShouldBe("doNotTranslate");
        (await node.Editor.AddAsync(OfAna, "ana", Draft("x", "y") with { Forced = true }, Ct))
            .Errors.ShouldHaveSingleItem().Code.ShouldBe("not_for_this_scope");
    }

    [Theory, OnEachStore]
    public async Task Different_translations_are_a_conflict_that_a_person_settles(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await AddAsync(node, OfTenant, Draft("invoice", "factura") with { Alternatives = ["recibo"] });
        await AddAsync(node, OfAna, Draft("invoice", "cuenta"));
        await AddAsync(node, OfTenant, Draft("total", "total general"));
        const string Text = "Invoice total, invoice.";

        var asked = await PlanAsync(node, Text, GlossaryMode.AskOnConflict);

        Targets(asked).ShouldBe(["total general"]);
        var conflict = asked.Conflicts.ShouldHaveSingleItem();
        (conflict.Term, conflict.Start, conflict.Length).ShouldBe(("Invoice", 0, 7));
        conflict.Choices.Select(choice => $"{choice.Choice}:{choice.Text}").ShouldBe(
        [
            "followTerm:cuenta", "keepOriginal:Invoice", "alternative:factura", "alternative:recibo",
            "compromise:cuenta (Invoice)",
        ]);

        async Task<string> WithAsync(TermDecision decision) => string.Join('|', Targets(await PlanAsync(
            node, Text, GlossaryMode.AskOnConflict, decisions: decision)));
        (await WithAsync(new("invoice", TermChoices.FollowTerm))).ShouldBe("cuenta|total general|cuenta");
        (await WithAsync(new("INVOICE", TermChoices.KeepOriginal))).ShouldBe("Invoice|total general|invoice");
        (await WithAsync(new("invoice", TermChoices.Alternative, "recibo")))
            .ShouldBe("recibo|total general|recibo");
        (await WithAsync(new("invoice", TermChoices.Compromise)))
            .ShouldBe("cuenta (Invoice)|total general|cuenta (invoice)");
        (await WithAsync(new("invoice", TermChoices.Alternative, "never offered"))).ShouldBe("total general");
        (await WithAsync(new("total", TermChoices.KeepOriginal))).ShouldBe("total general");
    }

    [Theory, OnEachStore]
    public async Task An_answer_is_remembered_for_its_user_and_pair_only(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Decisions", "2"));
        await AddAsync(node, OfTenant, Draft("invoice", "factura") with { Alternatives = ["recibo"] });
        await PlanAsync(node, "invoice", GlossaryMode.AskOnConflict,
            decisions: new TermDecision("invoice", TermChoices.Alternative, "recibo", Remember: true));

        var next = await PlanAsync(node, "The Invoice", GlossaryMode.AskOnConflict);
        var another = await PlanAsync(node, "The Invoice", GlossaryMode.AskOnConflict, user: "ben");
        var regional = await node.Terms.PlanAsync(
            Query("invoice", target: "es-MX") with { Mode = GlossaryMode.AskOnConflict }, Ct);
        var applied = await PlanAsync(node, "invoice");

        Targets(next).ShouldBe(["recibo"]);
        next.Conflicts.ShouldBeEmpty();
        another.Conflicts.ShouldHaveSingleItem();
        regional.Conflicts.ShouldHaveSingleItem();
        Targets(applied).ShouldBe(["factura"]);

        // The one remembered longest ago makes room, and what is no longer offered is asked again.
        foreach (var term in new[] { "one", "two" })
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await AddAsync(node, OfTenant, Draft(term, "uno") with { Alternatives = ["dos"] });
            await PlanAsync(node, term, GlossaryMode.AskOnConflict,
                decisions: new TermDecision(term, TermChoices.FollowTerm, Remember: true));
        }
        (await PlanAsync(node, "invoice one two", GlossaryMode.AskOnConflict)).Conflicts
            .ShouldHaveSingleItem().Term.ShouldBe("invoice");
    }

    [Theory, OnEachStore]
    public async Task Banned_words_are_found_in_a_translation_and_replaced_where_that_is_known(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await AddAsync(node, OfTenant, Banned("ordenador", "computadora") with { Forced = true });
        await AddAsync(node, OfTenant, Banned("barato"));

        var plan = await PlanAsync(node, "A cheap computer");
        var found = node.Terms.FindBanned(plan, "Un Ordenador barato, ordenadores, https://ordenador.es");
        var repair = node.Terms.ReplaceBanned(plan, "Un ordenador barato.");
        var bypass = await PlanAsync(node, "A cheap computer", GlossaryMode.Bypass);

        plan.Banned.Select(one => one.Term).ShouldBe(["ordenador", "barato"], ignoreOrder: true);
        found.Select(one => (one.Text, one.Start, one.Replacement)).ShouldBe(
            [("Ordenador", 3, "computadora"), ("barato", 13, null)]);
        repair.Text.ShouldBe("Un computadora barato.");
        repair.Left.ShouldHaveSingleItem().Text.ShouldBe("barato");
        bypass.Banned.ShouldHaveSingleItem().Forced.ShouldBeTrue();
        node.Terms.FindBanned(bypass, "barato ordenador").ShouldHaveSingleItem().Text.ShouldBe("ordenador");
        plan.IsEmpty.ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task The_version_of_a_plan_changes_with_what_it_asks_for_and_not_otherwise(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var none = await PlanAsync(node, "An invoice");
        var term = await AddAsync(node, OfTenant, Draft("invoice", "factura"));
        var first = await PlanAsync(node, "An invoice");
        await AddAsync(node, OfTenant, Draft("unrelated", "ajeno"));
        var second = await PlanAsync(node, "An invoice");
        var other = await PlanAsync(node, "An invoice", user: "ben");
        await node.Editor.PutAsync(OfTenant, "ana", Guid.Parse(term.Id), null, Draft("invoice", "cuenta"), Ct);
        var third = await PlanAsync(node, "An invoice");
        await AddAsync(node, OfTenant, Banned("caro"));
        var fourth = await PlanAsync(node, "An invoice");

        none.Version.ShouldBe("none");
        none.IsEmpty.ShouldBeTrue();
        second.Version.ShouldBe(first.Version);
        other.Version.ShouldBe(first.Version);
        new[] { first.Version, third.Version, fourth.Version }.Distinct().Count().ShouldBe(3);
    }

    private static string[] Targets(TermPlan plan) => [.. plan.Matches.Select(match => match.Target)];
}
