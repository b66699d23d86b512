using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Language;
using Stage5.Core.Language.Glossaries;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class GlossaryEndpoints
{
    private const int LongestSearch = 200;

    public static void MapGlossary(this RouteGroupBuilder api)
    {
        var glossary = api.MapGroup("/glossary").WithTags("Glossary");

        glossary.MapGet("", ListAsync)
            .RequirePermission(Permissions.GlossaryRead).WithName("getGlossary")
            .WithSummary("The terms the caller sees, by the page")
            .WithDescription("scope is personal, channel (with conversationId) or tenant; without it all of them. "
                + "search looks in terms, translations and notes; source and target are BCP 47 and include what is "
                + "more special; limit is 1 to 200, by default 50; cursor is nextCursor of the page before.")
            .Produces<GlossaryPage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

        glossary.MapPost("", AddAsync)
            .RequirePermission(Permissions.GlossaryWrite).Audited("term.added", "term").WithName("postGlossary")
            .WithSummary("Add a term")
            .WithDescription("Terms of the tenant and of channels need glossary:manage. 409 term_exists when the "
                + "glossary has this term for this pair and named set already, glossary_full at the limit.")
            .Produces<GlossaryEntryView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

        glossary.MapPut("/{id}", PutAsync)
            .RequirePermission(Permissions.GlossaryWrite).Audited("term.changed", "term", "id").WithName("putGlossary")
            .WithSummary("Change a term")
            .WithDescription("Send its version in If-Match: 412 when somebody changed it meanwhile. A term stays in "
                + "its scope; one of a channel is found with conversationId in the query.")
            .Produces<GlossaryEntryView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

        glossary.MapDelete("/{id}", RemoveAsync)
            .RequirePermission(Permissions.GlossaryWrite).Audited("term.removed", "term", "id").WithName("deleteGlossary")
            .WithSummary("Remove a term")
            .WithDescription("With If-Match, only if it is still of that version (412).")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, GlossaryReader glossary, GlossaryAccess access, string? scope, string? conversationId,
        string? search, string? source, string? target, string? glossaryId, int? limit, string? cursor,
        CancellationToken cancellationToken)
    {
        if (limit is < 1 or > 200) return GlossaryAccess.Invalid("limit", "limit must be 1 to 200.");
        if (search?.Length > LongestSearch)
            return GlossaryAccess.Invalid("search", $"search must be at most {LongestSearch} characters.");
        var scopes = new List<GlossaryScope>();
        if (scope is null)
        {
            scopes.Add(GlossaryScope.Personal);
            if (conversationId is not null) scopes.Add(GlossaryScope.Channel);
            scopes.Add(GlossaryScope.Tenant);
        }
        else if (GlossaryQueries.Scope(scope) is { } one)
        {
            scopes.Add(one);
        }
        else
        {
            return GlossaryQueries.WrongScope();
        }

        if (!GlossaryQueries.TryLanguage(source, out var from)) return GlossaryQueries.WrongLanguage("source");
        if (!GlossaryQueries.TryLanguage(target, out var to)) return GlossaryQueries.WrongLanguage("target");
        var books = new List<GlossaryBook>();
        foreach (var one in scopes)
        {
            var (book, problem) = await access.FindAsync(user, one, conversationId, write: false, cancellationToken);
            if (book is null) return problem!;
            books.Add(book);
        }

        var identity = Identity.From(user);
        try
        {
            var listed = await glossary.ListAsync(new GlossaryListing(books, identity.User)
            {
                Search = search,
                Source = from,
                Target = to,
                GlossaryId = glossaryId,
                Limit = limit ?? 50,
                Cursor = cursor,
            }, cancellationToken);
            return TypedResults.Ok(new GlossaryPage(
                listed.Entries, listed.Total, listed.NextCursor,
                [.. listed.Counts.Select(count => new GlossaryLimitView(
                    count.Book.Scope, count.Count, count.Full, GlossaryAccess.MayWrite(identity, count.Book.Scope)))]));
        }
        catch (FormatException)
        {
            return GlossaryAccess.Invalid("cursor", "cursor must be the nextCursor of a page.");
        }
    }

    private static async Task<IResult> AddAsync(
        GlossaryEntryInput input, ClaimsPrincipal user, GlossaryEditor editor, GlossaryAccess access,
        HttpContext http, CancellationToken cancellationToken)
    {
        var (book, problem) = await access.FindAsync(
            user, input.Scope, input.ConversationId, write: true, cancellationToken);
        if (book is null) return problem!;
        var result = await editor.AddAsync(book, Identity.From(user).User, Draft(input), cancellationToken);
        if (result.Entry is not { } entry) return Refused(result);
        http.Response.Headers.ETag = TagOf(entry.Version);
        http.AuditNote().ResourceId = entry.Id;
        http.AuditNote().After = Audited(entry);
        return TypedResults.Created($"/api/glossary/{entry.Id}", entry);
    }

    private static async Task<IResult> PutAsync(
        string id, GlossaryEntryInput input, ClaimsPrincipal user, GlossaryEditor editor, GlossaryAccess access,
        HttpContext http, string? conversationId, CancellationToken cancellationToken)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Problems.Create(StatusCodes.Status428PreconditionRequired, "precondition_required",
                "A term is only changed by who has seen it as it is.", "Send its version in If-Match.");
        }

        var (found, version) = Version(http.Request);
        return found
            ? await OnEachAsync(id, user, editor, access, conversationId, http, async (book, guid) =>
            {
                var result = await editor.PutAsync(
                    book, Identity.From(user).User, guid, version, Draft(input), cancellationToken);
                if (result.Entry is { } entry) http.Response.Headers.ETag = TagOf(entry.Version);
                return result;
            }, cancellationToken)
            : Stale();
    }

    private static async Task<IResult> RemoveAsync(
        string id, ClaimsPrincipal user, GlossaryEditor editor, GlossaryAccess access, HttpContext http,
        string? conversationId, CancellationToken cancellationToken)
    {
        var (found, version) = http.Request.Headers.IfMatch.Count == 0 ? (true, null) : Version(http.Request);
        return found
            ? await OnEachAsync(id, user, editor, access, conversationId, http, (book, guid) => editor.RemoveAsync(
                book, Identity.From(user).User, guid, version, cancellationToken), cancellationToken)
            : Stale();
    }

    // An id does not say whose the term is: each glossary that the caller sees is asked.
    private static async Task<IResult> OnEachAsync(
        string id, ClaimsPrincipal user, GlossaryEditor editor, GlossaryAccess access, string? conversationId,
        HttpContext http, Func<GlossaryBook, Guid, Task<EditResult>> edit, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var guid)) return Missing();
        GlossaryScope[] scopes = conversationId is null
            ? [GlossaryScope.Personal, GlossaryScope.Tenant]
            : [GlossaryScope.Personal, GlossaryScope.Channel, GlossaryScope.Tenant];
        foreach (var scope in scopes)
        {
            var (book, problem) = await access.FindAsync(user, scope, conversationId, write: false, ct);
            if (book is null) return problem!;
            if (await editor.FindAsync(book, guid, ct) is not { } before) continue;
            http.AuditNote().Before = Audited(before);
            (book, problem) = await access.FindAsync(user, scope, conversationId, write: true, ct);
            if (book is null) return problem!;
            var result = await edit(book, guid);
            http.AuditNote().After = result.Entry is { } after ? Audited(after) : null;
            if (result.Outcome != EditOutcome.Done) return Refused(result);
            return result.Entry is { } entry ? TypedResults.Ok(entry) : TypedResults.NoContent();
        }

        return Missing();
    }

    // A person's own words are theirs; those of the tenant and of a channel are settings.
    private static JsonNode Audited(GlossaryEntryView entry) => JsonSerializer.SerializeToNode(
        entry.Scope == GlossaryScope.Personal
            ? entry with { SourceTerm = "", TargetTerm = "", Alternatives = [], Replacement = null, Note = null }
            : entry with { Note = null },
        ContractsJson.Default.GlossaryEntryView)!;

    private static EntryDraft Draft(GlossaryEntryInput input) => new()
    {
        GlossaryId = input.GlossaryId,
        Kind = input.Kind,
        SourceLanguage = input.SourceLanguage,
        TargetLanguage = input.TargetLanguage,
        SourceTerm = input.SourceTerm,
        TargetTerm = input.TargetTerm,
        Alternatives = input.Alternatives ?? [],
        CaseSensitive = input.CaseSensitive,
        WholeWord = input.WholeWord,
        Inflection = input.Inflection,
        Forced = input.Forced,
        Replacement = input.Replacement,
        Note = input.Note,
    };

    private static ProblemHttpResult Refused(EditResult result) => result.Outcome switch
    {
        EditOutcome.Invalid => Problems.Invalid(result.Errors.GroupBy(error => error.Field, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Select(error => error.Message).ToArray())),
        EditOutcome.VersionConflict => Stale(),
        EditOutcome.Exists => Problems.Create(StatusCodes.Status409Conflict, "term_exists",
            "This glossary has this term for this pair of languages already.",
            "Change that one, or add a translation to its alternatives.",
            new Dictionary<string, object?> { ["entryId"] = result.Other }),
        EditOutcome.Full => Problems.Create(StatusCodes.Status409Conflict, "glossary_full",
            "This glossary has as many terms as it may have.", "Remove terms that nobody needs."),
        _ => Missing(),
    };

    private static ProblemHttpResult Stale() => Problems.Create(
        StatusCodes.Status412PreconditionFailed, "version_conflict", "The term was changed since it was read.",
        "Read it again with GET /api/glossary, and send its version in If-Match.");

    private static ProblemHttpResult Missing() => Problems.Create(
        StatusCodes.Status404NotFound, "term_not_found", "There is no such term for this caller.",
        "Look for it with GET /api/glossary; one of a channel needs conversationId.");

    private static string TagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    // Null stands for *, which is any version.
    private static (bool Found, long? Version) Version(HttpRequest request)
    {
        if (!EntityTagHeaderValue.TryParseList(request.Headers.IfMatch, out var tags) || tags is not [var tag])
            return (false, null);
        if (tag.Equals(EntityTagHeaderValue.Any)) return (true, null);
        return !tag.IsWeak && long.TryParse(
            tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (true, version)
            : (false, null);
    }
}

/// <summary>What glossary addresses have in their queries.</summary>
internal static class GlossaryQueries
{
    public static GlossaryScope? Scope(string? text) => text switch
    {
        "personal" => GlossaryScope.Personal,
        "channel" => GlossaryScope.Channel,
        "tenant" => GlossaryScope.Tenant,
        _ => null,
    };

    public static ProblemHttpResult WrongScope() =>
        GlossaryAccess.Invalid("scope", "scope must be one of: personal, channel, tenant.");

    /// <summary>True also when nothing is given.</summary>
    public static bool TryLanguage(string? text, out LanguageTag? tag)
    {
        tag = null;
        return string.IsNullOrEmpty(text) || (text.Length <= 35 && LanguageTag.TryParse(text, out tag) && tag.IsKnown());
    }

    public static ProblemHttpResult WrongLanguage(string field) =>
        GlossaryAccess.Invalid(field, $"{field} must be a known BCP 47 language tag, like en or pt-BR.");
}
