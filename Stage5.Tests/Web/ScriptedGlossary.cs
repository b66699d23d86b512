using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>A glossary that a test fills; terms are changed by the version that is expected.</summary>
internal sealed class ScriptedGlossary
{
    private readonly Lock _lock = new();

    public List<GlossaryEntryView> Entries { get; } = [];

    public bool MayManage { get; set; }

    /// <summary>What an import of a file says, by the query of its request.</summary>
    public Func<IQueryCollection, GlossaryImportReport> Import { get; set; } = query => Report(query);

    /// <summary>Query and bytes of each import.</summary>
    public ConcurrentQueue<(string Query, long Bytes)> Imports { get; } = [];

    public ConcurrentQueue<string> Queries { get; } = [];

    public static GlossaryEntryView Term(
        string source, string target, GlossaryScope scope = GlossaryScope.Personal, string from = "en", string to = "de") => new(
        Guid.CreateVersion7().ToString(), scope, scope == GlossaryScope.Channel ? "release-talk" : null, "default", GlossaryKind.Translate,
        from, to, source, target, [], CaseSensitive: false, WholeWord: true, Inflection: false, Forced: false, null, null,
        Figures.At, "ana", 1);

    public static GlossaryImportReport Report(IQueryCollection query, int rows = 3, int added = 3) => new(
        query["dryRun"] != "true", query["dryRun"] == "true", query["format"]!, GlossaryScope.Personal, rows, added,
        0, 0, 0, 0, [], 0, [], []);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/glossary", List);
        routes.MapPost("/api/glossary", (GlossaryEntryInput input) =>
        {
            lock (_lock)
            {
                var entry = Made(Term("", ""), input);
                Entries.Add(entry);
                return Results.Created($"/api/glossary/{entry.Id}", entry);
            }
        });
        routes.MapPut("/api/glossary/{id}", Put);
        routes.MapDelete("/api/glossary/{id}", (string id, HttpRequest request) =>
        {
            lock (_lock)
            {
                var entry = Entries.Single(one => one.Id == id);
                if (request.Headers.IfMatch != TagOf(entry)) return Changed();
                Entries.Remove(entry);
                return Results.NoContent();
            }
        });
        routes.MapPost("/api/glossary/import", ImportAsync);
        routes.MapGet("/api/glossary/export", (string format, string scope) =>
            Results.Text($"term,{scope},{format}", "text/csv"));
    }

    private IResult List(HttpRequest request, string? search, string? scope, string? cursor)
    {
        lock (_lock)
        {
            Queries.Enqueue(request.QueryString.Value ?? "");
            var found = Entries
                .Where(one => scope is null || JsonNamingPolicy.CamelCase.ConvertName(one.Scope.ToString()) == scope)
                .Where(one => search is null || one.SourceTerm.Contains(search, StringComparison.OrdinalIgnoreCase))
                .ToList();
            var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
            const int pageSize = 50;
            return Results.Ok(new GlossaryPage(
                [.. found.Skip(from).Take(pageSize)], found.Count,
                from + pageSize < found.Count ? $"{from + pageSize}" : null,
                [
                    new(GlossaryScope.Personal, Entries.Count(one => one.Scope == GlossaryScope.Personal), 1000, MayWrite: true),
                    new(GlossaryScope.Tenant, Entries.Count(one => one.Scope == GlossaryScope.Tenant), 100_000, MayManage),
                ]));
        }
    }

    private IResult Put(string id, HttpRequest request, GlossaryEntryInput input)
    {
        lock (_lock)
        {
            var at = Entries.FindIndex(one => one.Id == id);
            if (request.Headers.IfMatch != TagOf(Entries[at])) return Changed();
            Entries[at] = Made(Entries[at], input) with { Id = id, Version = Entries[at].Version + 1 };
            return Results.Ok(Entries[at]);
        }
    }

    private async Task<IResult> ImportAsync(HttpRequest request)
    {
        var bytes = 0L;
        var buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;) bytes += read;
        Imports.Enqueue((request.QueryString.Value ?? "", bytes));
        return Results.Ok(Import(request.Query));
    }

    private static GlossaryEntryView Made(GlossaryEntryView entry, GlossaryEntryInput input) => entry with
    {
        Scope = input.Scope,
        ConversationId = input.ConversationId,
        Kind = input.Kind,
        SourceLanguage = input.SourceLanguage ?? "*",
        TargetLanguage = input.TargetLanguage ?? "*",
        SourceTerm = input.SourceTerm ?? "",
        TargetTerm = input.TargetTerm ?? "",
        Alternatives = input.Alternatives ?? [],
        Note = input.Note,
    };

    private static string TagOf(GlossaryEntryView entry) => string.Create(CultureInfo.InvariantCulture, $"\"{entry.Version}\"");

    private static IResult Changed() => ScriptedApi.Fail(
        412, "version_conflict", "The term was changed since it was read.", "Read it again.");
}
