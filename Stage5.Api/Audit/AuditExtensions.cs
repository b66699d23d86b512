using System.Globalization;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Access;
using Stage5.Core.Audit;

namespace Stage5.Api.Audit;

/// <summary>Endpoints say what they change; what came of it is on record before the caller hears of it.</summary>
internal static class AuditExtensions
{
    /// <summary>
    /// Records the endpoint's outcome before its response is sent: succeeded, or refused by identity, permission,
    /// budget, conflict or version (401, 402, 403, 409, 412, 422, 429). Input that is malformed (400) or names nothing (404)
    /// changes and decides nothing, and is not recorded. When the record cannot be written, the caller gets 503.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="action"><c>noun.participle</c>, for instance <c>key.revoked</c>.</param>
    /// <param name="kind">Kind of resource, for instance <c>key</c>.</param>
    /// <param name="routeValue">The route value that names it; null for the only one of its kind.</param>
    public static TBuilder Audited<TBuilder>(
        this TBuilder builder, string action, string kind, string? routeValue = null)
        where TBuilder : IEndpointConventionBuilder
    {
        var metadata = new AuditedMetadata(action, kind, routeValue);
        return builder.WithMetadata(metadata).AddEndpointFilter(metadata.RunAsync);
    }

    /// <summary>
    /// The endpoint changes something that is on record without a filter: by the script that changes it, or because
    /// the answer says why nothing is worth a record. Every endpoint but GET declares this or <see cref="Audited"/>.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="where">Which script, or why not; for whoever reads the endpoint and for <c>docs/security.md</c>.</param>
    public static TBuilder AuditedElsewhere<TBuilder>(this TBuilder builder, string where)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditedElsewhereMetadata(where));

    /// <summary>What a handler adds to the record of its endpoint.</summary>
    public static AuditNote AuditNote(this HttpContext context)
    {
        if (context.Features.Get<AuditNote>() is { } note)
            return note;
        context.Features.Set(note = new AuditNote());
        return note;
    }
}

/// <summary>What a handler adds to the record of its endpoint. Never a text of a person, never a secret.</summary>
internal sealed class AuditNote
{
    /// <summary>Id of what was made; takes the place of the route value.</summary>
    public string? ResourceId { get; set; }

    public JsonNode? Before { get; set; }

    public JsonNode? After { get; set; }

    public JsonObject? Details { get; set; }

    /// <summary>Salted fingerprint of the text it is about.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>A script wrote the record itself, or nothing changed.</summary>
    public bool Written { get; set; }
}

internal sealed record AuditedElsewhereMetadata(string Where);

/// <summary>Where endpoints are on record that do not write their record themselves.</summary>
internal static class AuditPlaces
{
    public const string Tasks =
        "task.created, task.completed, task.failed and task.cancelled by the scripts of the task, in the step that does it";

    public const string Calls = "call.completed, call.failed and call.cancelled by guard-settle.lua, with the money of the call";

    public const string Tools = "by the scripts of the tasks that its tools make; it changes nothing else";

    public const string Nothing = "it changes nothing and keeps nothing; what guards refuse is guard.refused";
}

internal sealed record AuditedMetadata(string Action, string Kind, string? RouteValue)
{
    public async ValueTask<object?> RunAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        object? result;
        try
        {
            result = await next(call);
        }
        catch (Exception e) when (e is not (OperationCanceledException or BadHttpRequestException or RedisException or TimeoutException))
        {
            // What it did before it broke nobody knows.
            await WriteAsync(context, AuditOutcome.Failed);
            throw;
        }
        if (OutcomeOf(result) is { } outcome)
            await WriteAsync(context, outcome);
        return result;
    }

    private async Task WriteAsync(HttpContext context, AuditOutcome outcome)
    {
        var note = context.AuditNote();
        if (note.Written)
            return;
        var identity = Identity.From(context.User);
        var id = note.ResourceId ?? (RouteValue is null
            ? null
            : Convert.ToString(context.Request.RouteValues[RouteValue], CultureInfo.InvariantCulture));
        await context.RequestServices.GetRequiredService<AuditLog>().AppendAsync(
            new AuditEntry(identity.Tenant, identity.Actor, Action, id is null ? Kind : $"{Kind}/{Shortened(id)}")
            {
                Outcome = outcome,
                Before = note.Before,
                After = note.After,
                Details = note.Details,
                Fingerprint = note.Fingerprint,
                // The caller may have left; what was changed is on record all the same.
            }, CancellationToken.None);
    }

    // A route value is the caller's: of any length until the handler looks at it.
    private static string Shortened(string id) => id.Length <= LongestId ? id : id[..LongestId];

    private const int LongestId = 256;

    private static AuditOutcome? OutcomeOf(object? result)
    {
        while (result is INestedHttpResult nested)
            result = nested.Result;
        return (result as IStatusCodeHttpResult)?.StatusCode switch
        {
            null or (>= 200 and < 300) => AuditOutcome.Succeeded,
            401 or 402 or 403 or 409 or 412 or 422 or 429 => AuditOutcome.Refused,
            >= 500 => AuditOutcome.Failed,
            _ => null,
        };
    }
}
