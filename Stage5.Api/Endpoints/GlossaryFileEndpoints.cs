using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Language.Glossaries.Exchange;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class GlossaryFileEndpoints
{
    private static readonly string[] Accepted =
        ["text/csv", "text/tab-separated-values", "application/xml", "text/xml", "application/x-tbx"];

    public static void MapGlossaryFiles(this RouteGroupBuilder api)
    {
        var glossary = api.MapGroup("/glossary").WithTags("Glossary");

        glossary.MapPost("/import", ImportAsync)
            .RequirePermission(Permissions.GlossaryWrite).Audited("glossary.imported", "glossary").WithName("importGlossary")
            .WithSummary("Import terms from CSV, TSV or TBX: all of a file or nothing")
            .WithDescription("The body is the file, in UTF-8. format is csv, tsv or tbx (else Content-Type says it); "
                + "scope is personal (default), channel (with conversationId) or tenant; dryRun=true changes nothing "
                + "and answers 200 with what would happen, errors too; onConflict is skip, replace or fail (default); "
                + "glossaryId, source and target stand in for what a row leaves out. 400 import_invalid and 409 "
                + "import_conflicts carry the report in the member report.")
            // Any type is let in: format may say it instead, and what is neither has an answer of its own.
            .Accepts<string>("text/csv", [.. Accepted, "*/*"])
            .Produces<GlossaryImportReport>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        glossary.MapGet("/export", ExportAsync)
            .RequirePermission(Permissions.GlossaryRead).WithName("exportGlossary")
            .WithSummary("A glossary as a file that an import reads back as it was")
            .WithDescription("format is csv (default), tsv or tbx; scope is personal (default), channel (with "
                + "conversationId) or tenant; glossaryId for one named set only. A cell that a spreadsheet would take "
                + "for a formula has an apostrophe before it, which an import takes away.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv", "text/tab-separated-values", "application/xml")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ImportAsync(
        HttpContext http, ClaimsPrincipal user, GlossaryImporter importer, GlossaryAccess access,
        IOptions<GlossaryOptions> options, string? format, string? scope, string? conversationId, bool? dryRun,
        string? onConflict, string? glossaryId, string? source, string? target, CancellationToken cancellationToken)
    {
        if (GlossaryQueries.Scope(scope ?? "personal") is not { } where) return GlossaryQueries.WrongScope();
        if (ConflictsOf(onConflict) is not { } conflicts)
            return GlossaryAccess.Invalid("onConflict", "onConflict must be one of: skip, replace, fail.");
        if (!GlossaryQueries.TryLanguage(source, out var from)) return GlossaryQueries.WrongLanguage("source");
        if (!GlossaryQueries.TryLanguage(target, out var to)) return GlossaryQueries.WrongLanguage("target");
        if (format is not null && FormatOf(format) is null) return WrongFormat();
        if ((FormatOf(format) ?? FormatOfBody(http.Request)) is not { } read) return UnknownBody();
        var (book, problem) = await access.FindAsync(user, where, conversationId, write: true, cancellationToken);
        if (book is null) return problem!;
        var most = options.Value.ImportBytes;
        if (http.Request.ContentLength > most) return TooLarge(most);
        // Imports have a limit of their own, above that of all other bodies.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;

        try
        {
            var result = await importer.ImportAsync(
                new GlossaryImport(book, Identity.From(user).User, read)
                {
                    DryRun = dryRun == true,
                    OnConflict = conflicts,
                    GlossaryId = glossaryId,
                    Source = from,
                    Target = to,
                }, http.Request.Body, cancellationToken);
            var note = http.AuditNote();
            // A trial changes nothing.
            note.Written = dryRun == true;
            note.ResourceId = where.ToString().ToLowerInvariant();
            note.Details = new JsonObject
            {
                ["conversation_id"] = conversationId,
                ["on_conflict"] = conflicts.ToString().ToLowerInvariant(),
                ["report"] = JsonSerializer.SerializeToNode(
                    result.Report with { Errors = [], Conflicts = [] }, ContractsJson.Default.GlossaryImportReport),
            };
            return Answer(result);
        }
        catch (ImportTooLargeException)
        {
            return TooLarge(most);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(most);
        }
    }

    private static async Task<IResult> ExportAsync(
        ClaimsPrincipal user, GlossaryExporter exporter, GlossaryAccess access, string? format, string? scope,
        string? conversationId, string? glossaryId, CancellationToken cancellationToken)
    {
        if (GlossaryQueries.Scope(scope ?? "personal") is not { } where) return GlossaryQueries.WrongScope();
        if (FormatOf(format ?? "csv") is not { } write) return WrongFormat();
        var (book, problem) = await access.FindAsync(user, where, conversationId, write: false, cancellationToken);
        if (book is null) return problem!;
        var (type, extension) = write switch
        {
            GlossaryFormat.Tsv => ("text/tab-separated-values; charset=utf-8", "tsv"),
            GlossaryFormat.Tbx => ("application/xml; charset=utf-8", "tbx"),
            _ => ("text/csv; charset=utf-8", "csv"),
        };
        var name = Identity.From(user).User;
        return TypedResults.Stream(
            body => exporter.ExportAsync(book, name, write, glossaryId, body, cancellationToken), type,
            $"glossary-{where.ToString().ToLowerInvariant()}.{extension}");
    }

    private static IResult Answer(ImportResult result)
    {
        var more = new Dictionary<string, object?> { ["report"] = result.Report };
        return result.Outcome switch
        {
            ImportOutcome.Done => TypedResults.Ok(result.Report),
            ImportOutcome.Invalid => Problems.Create(StatusCodes.Status400BadRequest, "import_invalid",
                $"{result.Report.ErrorCount} rows cannot be imported; nothing was.",
                "Correct the rows listed in report.errors and send the file again.", more),
            ImportOutcome.Conflicts => Problems.Create(StatusCodes.Status409Conflict, "import_conflicts",
                $"{result.Report.ConflictCount} rows say something else than what is there; nothing was imported.",
                "Look at report.conflicts, and send the file again with onConflict=skip or onConflict=replace.", more),
            _ => Problems.Create(StatusCodes.Status409Conflict, "glossary_changed",
                "Somebody changed the glossary while the file was read; nothing was imported.",
                "Send the file again.", more),
        };
    }

    private static ImportConflicts? ConflictsOf(string? text) => text switch
    {
        null or "fail" => ImportConflicts.Fail,
        "skip" => ImportConflicts.Skip,
        "replace" => ImportConflicts.Replace,
        _ => null,
    };

    private static GlossaryFormat? FormatOf(string? text) => text switch
    {
        "csv" => GlossaryFormat.Csv,
        "tsv" => GlossaryFormat.Tsv,
        "tbx" => GlossaryFormat.Tbx,
        _ => null,
    };

    private static GlossaryFormat? FormatOfBody(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.MediaType.Value?.ToLowerInvariant() switch
            {
                "text/csv" => GlossaryFormat.Csv,
                "text/tab-separated-values" => GlossaryFormat.Tsv,
                "application/xml" or "text/xml" or "application/x-tbx" or "application/tbx+xml" => GlossaryFormat.Tbx,
                _ => null,
            }
            : null;

    private static ProblemHttpResult WrongFormat() =>
        GlossaryAccess.Invalid("format", "format must be one of: csv, tsv, tbx.");

    private static ProblemHttpResult UnknownBody() => Problems.Create(
        StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
        "The file's format is not known: CSV, TSV and TBX can be imported.",
        $"Say format=csv, tsv or tbx, or send it as one of: {string.Join(", ", Accepted)}.");

    private static ProblemHttpResult TooLarge(long most) => Problems.Create(
        StatusCodes.Status413PayloadTooLarge, "import_too_large", $"A file to import has at most {most} bytes.",
        "Split the file and import its parts one after the other.");
}
