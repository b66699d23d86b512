using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Audit.Formats;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>
/// The audit of the caller's tenant, and that of what belongs to none. Two sets of addresses, so that each has the
/// one permission that it asks for.
/// </summary>
internal static class AuditEndpoints
{
    private const int LongestField = 128;
    private const int MostRecords = 200;

    public static void MapAudit(this RouteGroupBuilder api)
    {
        Map(api.MapGroup("/audit").WithTags("Audit"), Permissions.AuditRead, "", "the caller's tenant",
            static http => Identity.From(http.User).Tenant);
        Map(api.MapGroup("/audit/platform").WithTags("Audit"), Permissions.AuditPlatform, "Platform",
            "what belongs to no tenant", static _ => AuditChains.Platform);
    }

    private static void Map(
        RouteGroupBuilder audit, string permission, string name, string whose, Func<HttpContext, string> chainOf)
    {
        audit.MapGet("", ([AsParameters] AuditSearch search, HttpContext http, AuditReader reader, AuditLog log) =>
                ReadAsync(chainOf(http), search, http, reader, log))
            .RequirePermission(permission).WithName($"get{name}Audit")
            .WithSummary($"The audit of {whose}: a page, or an export")
            .WithDescription("""
                Newest first, as `AuditPage`. With `format` (or `Accept`: application/x-ndjson, text/csv) every record that is
                looked for, oldest first, streamed: `jsonl` (the chain's lines as they stand), `csv`, `loki` (push),
                `elastic` (bulk, ECS) or `splunk` (HEC). An export is itself on record (`audit.exported`).
                """)
            .Produces<AuditPageView>().Produces<string>(StatusCodes.Status200OK, "application/x-ndjson", "text/csv")
            .ProducesAuditProblems();
        audit.MapPost("/fingerprint", async (FingerprintRequest text, HttpContext http, TextFingerprints fingerprints) =>
                TypedResults.Ok(new FingerprintView(
                    await fingerprints.OfAsync(chainOf(http), text.Text, http.RequestAborted))))
            .RequirePermission(permission).WithName($"fingerprint{name}Audit").AuditedElsewhere(AuditPlaces.Nothing)
            .WithSummary($"What the audit of {whose} has of a text")
            .WithDescription("""
                To look for the records about it with `fingerprint`: a text never stands in an address. Changes and keeps
                nothing.
                """)
            .Produces<FingerprintView>().ProducesAuditProblems();
        audit.MapGet("/{number:long}", (long number, HttpContext http, AuditReader reader) =>
                FindAsync(chainOf(http), number, reader, http.RequestAborted))
            .RequirePermission(permission).WithName($"get{name}AuditRecord")
            .WithSummary($"One record of the audit of {whose}, with what proves it")
            .Produces<AuditProofView>().ProducesAuditProblems().ProducesProblem(StatusCodes.Status404NotFound);
        audit.MapGet("/head", (HttpContext http, AuditReader reader) => HeadAsync(chainOf(http), reader, http.RequestAborted))
            .RequirePermission(permission).WithName($"get{name}AuditHead")
            .WithSummary($"How far the audit of {whose} reaches, signed")
            .Produces<AuditHeadView>().ProducesAuditProblems();
        audit.MapGet("/verify", (HttpContext http, AuditReader reader, AuditLog log) =>
                AuditVerification.AnswerAsync(chainOf(http), http, reader, log))
            .RequirePermission(permission).WithName($"verify{name}Audit")
            .WithSummary($"Read the whole audit of {whose} and say whether it is as it was written")
            .WithDescription("""
                The first altered, missing or reordered record is named. With `Accept: text/event-stream`: `progress` with how
                many records were read, and at last `verdict`. A verification is itself on record (`audit.verified`).
                """)
            .Produces<AuditVerdictView>().Produces<AuditVerdictView>(StatusCodes.Status200OK, ServerEvents.MediaType)
            .ProducesAuditProblems();
    }

    private static async Task<IResult> ReadAsync(
        string chain, AuditSearch search, HttpContext http, AuditReader reader, AuditLog log)
    {
        if (Errors(search) is { Count: > 0 } errors)
            return Problems.Invalid(errors);
        long? before = null;
        if (search.Cursor is { Length: > 0 } cursor)
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return Problems.Create(StatusCodes.Status400BadRequest, "invalid_cursor",
                    "The cursor is none that a page of the audit gave.", "Leave cursor out to start with the newest record.");
            before = number;
        }
        var query = new AuditQuery(search.From, search.To, NotEmpty(search.User), NotEmpty(search.Action),
            NotEmpty(search.Outcome), NotEmpty(search.TaskId),
            NotEmpty(search.Fingerprint));
        if (FormatOf(search.Format, http.Request) is { } format)
            return await AuditExport.AnswerAsync(chain, query, format, http, reader, log);

        var (records, next) = await reader.SearchAsync(chain, query, before, search.Limit, http.RequestAborted);
        return TypedResults.Ok(new AuditPageView(
            chain, [.. records.Select(AuditViews.Of)], next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> FindAsync(
        string chain, long number, AuditReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(chain, number, cancellationToken) is { } found
            && AuditRecord.TryRead(found.Line) is { } record
            ? TypedResults.Ok(AuditViews.Proof(chain, record, found.Page, reader.TrustedKeys))
            : Problems.Create(StatusCodes.Status404NotFound, "record_not_found", "There is no such record.",
                "Its retention may be over; audit.trimmed tells of that.");

    private static async Task<IResult> HeadAsync(string chain, AuditReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(AuditViews.Of(chain, await reader.StateAsync(chain, cancellationToken), reader.TrustedKeys));

    private static Dictionary<string, string[]> Errors(AuditSearch search)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (search.Format is { } named && named != "json" && AuditFormats.All.All(one => one.Name != named))
            errors["format"] = [$"format must be one of: json, {string.Join(", ", AuditFormats.All.Select(one => one.Name))}."];
        if (search.Limit is < 1 or > MostRecords)
            errors["limit"] = [$"limit must be 1 to {MostRecords}."];
        foreach (var (name, value) in new[]
        {
            ("user", search.User), ("action", search.Action), ("outcome", search.Outcome), ("taskId", search.TaskId),
            ("fingerprint", search.Fingerprint),
        })
        {
            if (value?.Length > LongestField)
                errors[name] = [$"{name} must be at most {LongestField} characters."];
        }
        return errors;
    }

    private static AuditFormat? FormatOf(string? named, HttpRequest request)
    {
        if (named is not null)
            return AuditFormats.All.FirstOrDefault(one => one.Name == named);
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return null;
        return accepted.Select(type => type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/x-ndjson" or "application/jsonl" => AuditFormats.JsonLines,
            "text/csv" => AuditFormats.Csv,
            _ => null,
        }).FirstOrDefault(format => format is not null);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static RouteHandlerBuilder ProducesAuditProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>What is looked for in the audit.</summary>
    internal sealed record AuditSearch(
        [property: FromQuery, Description("RFC 3339; from then on.")] DateTimeOffset? From,
        [property: FromQuery, Description("RFC 3339; before then.")] DateTimeOffset? To,
        [property: FromQuery] string? User,
        [property: FromQuery, Description("Beginning of the action, for instance `key.`.")] string? Action,
        [property: FromQuery] string? Outcome,
        [property: FromQuery] string? TaskId,
        [property: FromQuery, Description("Of the exact text that a record is about: see `POST …/fingerprint`.")]
        string? Fingerprint,
        [property: FromQuery, Description("json (a page), jsonl, csv, loki, elastic or splunk.")] string? Format,
        [property: FromQuery, Description("`nextCursor` of the page before.")] string? Cursor,
        [property: FromQuery, Description("Records a page, 1 to 200; 50 if absent.")] int Limit = 50);
}

internal static class AuditViews
{
    public static AuditEntryView Of(AuditRecord record) => new(
        record.Number, record.At, record.Actor.User, record.Actor.Credential, record.Actor.Id, record.Action,
        record.Resource, record.Outcome, record.Hashes is not null, Element(record.Before), Element(record.After),
        Element(record.Details), record.Fingerprint, record.TaskId, record.Sequence, record.Schema, record.TraceId);

    public static AuditProofView Proof(
        string chain, AuditRecord record, AuditPage page, IReadOnlyDictionary<string, byte[]> keys) => new(
        Of(record), record.Line, record.Hashes?.Prev, record.Hashes?.Hash,
        record.Hashes is null ? null : AuditChain.IsIntact(record.Line), Of(chain, page, keys));

    public static AuditHeadView Of(string chain, AuditPage page, IReadOnlyDictionary<string, byte[]> keys) => new(
        chain, page.Head?.Number, page.Head?.Hash, page.Head?.At, page.Given, page.Start.Number, page.Start.Hash,
        page.Head?.Format ?? AuditChains.Format, page.Head?.KeyId, page.Head?.Signature,
        keys.ToDictionary(key => key.Key, key => Convert.ToBase64String(key.Value), StringComparer.Ordinal));

    private static JsonElement? Element(JsonNode? node) =>
        node is null ? null : JsonSerializer.SerializeToElement(node);
}
