using System.Text;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Language.Glossaries.Exchange;
using Stage5.Core.Language.Glossaries.Storing;
using Stage5.Tests.Stores;
using static Stage5.Tests.Language.Glossaries.Terms;

namespace Stage5.Tests.Language.Glossaries;

public sealed class ImportTests(StoreServers servers) : GlossaryTests(servers), IClassFixture<StoreServers>
{
    private const string File = """
        source_language;Target Language;term;translation;alternatives;kind;priority
        en;es;invoice;factura;"recibo|cuenta;x";;1
        en;es-MX;"two
        lines";x;;;
        en;*;Contoso;;;do-not-translate;
        en;;"Say ""hi""; now";di hola;;;

        ;es;;chollo;;banned;2
        """;

    private static readonly GlossaryImport Csv = new(OfTenant, "ana", GlossaryFormat.Csv);

    [Theory, OnEachStore]
    public async Task Errors_name_row_and_column_and_nothing_is_imported(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await AddAsync(node, OfTenant, Draft("invoice", "factura"));

        var result = await ImportAsync(node, Csv, File);
        var dry = await ImportAsync(node, Csv with { DryRun = true }, File);

        result.Outcome.ShouldBe(ImportOutcome.Invalid);
        result.Report.Imported.ShouldBeFalse();
        result.Report.Errors.Select(error => (error.Row, error.Column, error.Code)).ShouldBe(
            [(3, "sourceTerm", "invalid_characters"), (6, "targetLanguage", "required")]);
        result.Report.IgnoredColumns.ShouldBe(["priority"]);
        (dry.Outcome, dry.Report.Rows, dry.Report.Added, dry.Report.ErrorCount)
            .ShouldBe((ImportOutcome.Done, 5, 2, 2));
        dry.Report.Conflicts.ShouldHaveSingleItem().ShouldBe(new GlossaryImportConflict(
            2, "existing", "invoice", "factura", "factura | recibo | cuenta;x",
            (await ListAsync(node, OfTenant))[0].Id));
        (await ListAsync(node, OfTenant)).Count.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task Conflicts_are_skipped_replaced_or_stop_the_import(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var old = await AddAsync(node, OfTenant, Draft("invoice", "factura"));
        await AddAsync(node, OfTenant, Draft("total", "total general"));
        const string Rows = """
            sourceTerm,targetTerm
            Invoice,cuenta
            total,total general
            new,nuevo
            NEW,novel
            """;
        var import = Csv with { Source = LanguageTag.Parse("en"), Target = LanguageTag.Parse("es") };

        var fails = await ImportAsync(node, import, Rows);
        var skips = await ImportAsync(
            node, import with { OnConflict = ImportConflicts.Skip, DryRun = true }, Rows);
        var replaces = await ImportAsync(node, import with { OnConflict = ImportConflicts.Replace }, Rows);
        var again = await ImportAsync(node, import with { OnConflict = ImportConflicts.Skip }, Rows);

        (fails.Outcome, fails.Report.Imported, fails.Report.ConflictCount)
            .ShouldBe((ImportOutcome.Conflicts, false, 2));
        (skips.Report.Added, skips.Report.Unchanged, skips.Report.Skipped).ShouldBe((1, 1, 2));
        (replaces.Outcome, replaces.Report.Imported).ShouldBe((ImportOutcome.Done, true));
        replaces.Report.Conflicts.Select(one => (one.Row, one.Kind, one.Present, one.Proposed)).ShouldBe(
            [(2, "existing", "factura", "cuenta"), (5, "duplicate", "nuevo", "novel")]);
        (again.Report.Added, again.Report.Unchanged, again.Report.Skipped, again.Report.Imported)
            .ShouldBe((0, 3, 1, false));
        var entries = await ListAsync(node, OfTenant);
        entries.Select(one => $"{one.SourceTerm}={one.TargetTerm}").ShouldBe(
            ["Invoice=cuenta", "NEW=novel", "total=total general"]);
        entries[0].Id.ShouldBe(old.Id);
        (await PlanAsync(node, "a new invoice")).Matches.Select(one => one.Target).ShouldBe(["novel", "cuenta"]);
    }

    [Theory, OnEachStore]
    public async Task An_import_that_dies_leaves_nothing_to_see_and_expires(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("ImportExpiry", "00:00:10"));
        await AddAsync(node, OfTenant, Draft("invoice", "factura"));
        var head = await node.Store.HeadAsync(OfTenant, "ana", Ct);
        var stage = new ImportStage(node.Raw, OfTenant, head, "ana", "skip", TimeSpan.FromMilliseconds(200));
        var staged = await stage.AddAsync([.. Enumerable.Range(0, 500).Select(i => Of($"term{i}"))], Ct);

        // Here the process is killed: nobody drops what it staged.
        staged.ShouldNotBeNull().Count.ShouldBe(500);
        (await ListAsync(node, OfTenant)).Count.ShouldBe(1);
        (await PlanAsync(node, "term1")).Matches.ShouldBeEmpty();
        while (await StagedKeysAsync(node) > 0)
            await Task.Yield();
        (await stage.UseAsync(500, Ct)).ShouldBeFalse();
        (await ListAsync(node, OfTenant)).Count.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task A_glossary_that_is_changed_meanwhile_is_left_as_it_is(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await AddAsync(node, OfTenant, Draft("invoice", "factura"));
        var before = await KeysAsync(node);
        await using var slow = new InterruptedStream(
            Encoding.UTF8.GetBytes("sourceLanguage,targetLanguage,sourceTerm,targetTerm\nen,es,one,uno\n"),
            () => AddAsync(node, OfTenant, Draft("meanwhile", "mientras")));

        var result = await node.Importer.ImportAsync(Csv, slow, Ct);

        result.Outcome.ShouldBe(ImportOutcome.Changed);
        (await ListAsync(node, OfTenant)).Select(one => one.SourceTerm).ShouldBe(["invoice", "meanwhile"]);
        (await KeysAsync(node)).ShouldBe(before);
    }

    [Theory, OnEachStore]
    public async Task What_is_exported_comes_back_as_it_was(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var random = new Random(7);
        var rules = new EntryRules(GlossaryScope.Tenant, 200);
        for (var i = 0; i < 300; i++)
        {
            var draft = SomeDraft(random, i);
            var errors = new List<EntryError>();
            rules.Check(draft, errors).ShouldNotBeNull(string.Join(' ', errors.Select(error => error.Message)));
            await AddAsync(node, OfTenant, draft);
        }

        foreach (var format in Enum.GetValues<GlossaryFormat>())
        {
            var file = await ExportAsync(node, OfTenant, format);
            var copy = GlossaryBook.OfTenant("copy-" + format.ToString().ToLowerInvariant());
            var result = await ImportAsync(node, new GlossaryImport(copy, "ana", format), file);

            result.Report.Errors.ShouldBeEmpty();
            (result.Report.Imported, result.Report.Added).ShouldBe((true, 300));
            (await ListAsync(node, copy)).Select(Content)
                .ShouldBe((await ListAsync(node, OfTenant)).Select(Content), ignoreOrder: true);
            var same = await ImportAsync(node, new GlossaryImport(copy, "ana", format), file);
            same.Report.Unchanged.ShouldBe(300);
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("'=1+1", "''=1+1")]
    [InlineData("''@x", "'''@x")]
    [InlineData("-5", "'-5")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("plain", "plain")]
    public void A_cell_that_could_be_a_formula_is_written_as_text_and_read_as_it_was(string cell, string written)
    {
        CsvColumns.Escape(cell).ShouldBe(written);
        CsvColumns.Unescape(written).ShouldBe(cell);
    }

    private static EntryDraft SomeDraft(Random random, int number)
    {
        string[] odd =
            ["=SUM(A1)", "'=x", "a\"b", "c;d", "e,f", "g|h", @"i\j", "<k & l>", "'m", "é語🙂", "-n", "@o", "$p"];
        string Word() => $"{odd[random.Next(odd.Length)]} {odd[random.Next(odd.Length)]} {random.Next(1_000_000)}";
        var kind = (GlossaryKind)(number % 3);
        return new EntryDraft
        {
            Kind = kind,
            SourceLanguage = kind == GlossaryKind.Translate || random.Next(2) == 0 ? "en" : null,
            TargetLanguage = kind == GlossaryKind.Translate || random.Next(2) == 0 ? "pt-BR" : null,
            SourceTerm = kind == GlossaryKind.Banned ? null : Word(),
            TargetTerm = kind == GlossaryKind.DoNotTranslate ? null : Word(),
            Alternatives = kind == GlossaryKind.Translate
                ? [.. Enumerable.Range(0, random.Next(4)).Select(_ => Word())]
                : [],
            Replacement = kind == GlossaryKind.Banned && random.Next(2) == 0 ? "fine" : null,
            CaseSensitive = random.Next(2) == 0,
            Forced = random.Next(2) == 0,
            WholeWord = random.Next(3) > 0,
            GlossaryId = random.Next(2) == 0 ? null : "legal.2",
            Note = random.Next(2) == 0 ? null : "two\nlines, \"" + Word() + "\"",
        };
    }

    private static string Content(GlossaryEntryView entry) => string.Join('\u0001', entry.GlossaryId, entry.Kind,
        entry.SourceLanguage, entry.TargetLanguage, entry.SourceTerm, entry.TargetTerm,
        string.Join('\u0002', entry.Alternatives), entry.CaseSensitive, entry.WholeWord, entry.Forced,
        entry.Replacement, entry.Note);

    private static async Task<int> StagedKeysAsync(GlossaryNode node)
    {
        var keys = await KeysAsync(node);
        return keys.Count(key => key.Contains(":gloss:tenant:", StringComparison.Ordinal)
            && !key.Contains(":gloss:tenant:0:", StringComparison.Ordinal));
    }

    private static async Task<string[]> KeysAsync(GlossaryNode node) =>
        [.. ((string[])(await node.Database.ExecuteAsync("KEYS", "*"))!).Order(StringComparer.Ordinal)];

    /// <summary>Lets something happen before its end.</summary>
    private sealed class InterruptedStream(byte[] bytes, Func<Task> meanwhile) : MemoryStream(bytes)
    {
        private bool _done;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0 && !_done)
            {
                _done = true;
                await meanwhile();
            }

            return read;
        }
    }
}
