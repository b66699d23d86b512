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
    /// changes and decides nothing, and is not recorded. When the record cannot be written, the caller gets 503. Once it
    /// has begun it runs to its end, whether the caller waits for it or not; a store that did not say in time whether it
    /// did what it was asked to leaves <c>unknown</c>.
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
        var aborted = context.RequestAborted;
        RunToEnd(call);
        try
        {
            var result = await next(call);
            if (OutcomeOf(result) is { } outcome)
                await WriteAsync(context, outcome);
            return result;
        }
        catch (Exception e) when (e is OperationCanceledException or RedisException or TimeoutException)
        {
            await TryWriteAsync(context, AuditOutcome.Unknown);
            throw;
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            // What it did before it broke nobody knows.
            await TryWriteAsync(context, AuditOutcome.Failed);
            throw;
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }

    // A script that was sent runs whether anybody waits for it or not: who stops waiting must not stop its record.
    private static void RunToEnd(EndpointFilterInvocationContext call)
    {
        call.HttpContext.RequestAborted = CancellationToken.None;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call.Arguments[i] is CancellationToken)
                call.Arguments[i] = CancellationToken.None;
        }
    }

    // The caller hears of what went wrong first, not of what went wrong after it.
    private async Task TryWriteAsync(HttpContext context, AuditOutcome outcome)
    {
        try
        {
            await WriteAsync(context, outcome);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            context.RequestServices.GetRequiredService<ILogger<AuditLog>>().NotKnown(e, Action, Kind);
        }
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

internal static partial class AuditedLog
{
    [LoggerMessage(1201, LogLevel.Error, "Could not record what came of {Action} on {Kind}: the store is away")]
    public static partial void NotKnown(this ILogger logger, Exception exception, string action, string kind);
}
