using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Stage5.Api.Audit;
using Stage5.Api.Endpoints;
using Stage5.Api.OpenAI.Answers;
using Stage5.Api.OpenAI.Errors;
using Stage5.Api.OpenAI.Upstreams;
using Stage5.Core.Access;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>One call under <c>/v1</c> from its bytes to its answer: read, protect, route, admit, ask, pass on, settle.</summary>
internal sealed class Door(
    DoorPlanner planner,
    TurnGuard guard,
    GuardPolicies budgets,
    ModelDispatcher dispatcher,
    ComplianceGuard compliance,
    WireUpstream wire,
    BridgeUpstream bridge,
    AccessAudit audit)
{
    /// <param name="operation">One of <see cref="ModelCapabilities"/>.</param>
    /// <exception cref="DoorException">It was refused, or nobody answered; nothing has been sent yet.</exception>
    public async Task AnswerAsync(HttpContext http, string operation)
    {
        http.Response.Headers.SetRequestId();
        try
        {
            using var request = await DoorRequest.ReadAsync(http, operation, compliance);
            using var turn = await AdmitAsync(request, http);
            if (request.Scan.Stream) await StreamAsync(request, turn, http);
            else await WholeAsync(request, turn, http);
        }
        catch (ComplianceException blocked)
        {
            await audit.RefusedAsync(Identity.From(http.User), "content_blocked", $"call/{operation}",
                [.. blocked.Findings.Select(found => found.Class).Distinct(StringComparer.Ordinal)]);
            throw DoorErrors.Of(blocked);
        }
    }

    private async Task<DoorTurn> AdmitAsync(DoorRequest request, HttpContext http)
    {
        var plan = planner.Plan(request);
        var asked = new AdmitRequest(
            new GuardSubject(
                request.Caller.Tenant, request.Caller.User, request.Caller.TokenId, request.Conversation)
            {
                Credential = request.Caller.Credential,
            },
            TrafficClass.Live)
        {
            Tokens = request.Bounds.TokensOf(plan.Targets[0].Provider),
            WorstCases = plan.WorstCases(),
        };
        var admission = await guard.AdmitAsync(asked, http.RequestAborted);
        RateHeaders.Write(http.Response, admission.Rate);
        if (admission.Hold is not { } hold)
        {
            var denial = admission.Denial ?? throw new InvalidOperationException("Denied without a reason.");
            await audit.RefusedAsync(request.Caller, denial.Code, $"call/{request.Operation}");
            throw DoorErrors.Of(denial);
        }
        return new DoorTurn(request.Operation, request.Bounds, plan.From(Math.Max(0, admission.Target)), hold,
            budgets.For(request.Caller.Tenant));
    }

    private async Task WholeAsync(DoorRequest request, DoorTurn turn, HttpContext http)
    {
        var dispatched = await DispatchAsync(turn, (target, stop) => turn.CallAsync(
            target, UpstreamOf(target).WholeAsync(request, target, stop)), http.RequestAborted);
        using var call = dispatched.Call;
        using var document = dispatched.Value;
        turn.Answered(dispatched.Served, document.Scan.Usage, document.Scan.OutputBytes);
        call.Succeeded();

        var body = document.Memory;
        if (FilterOf(request) is { } filter)
        {
            var filtered = new ArrayBufferWriter<byte>(body.Length);
            filter.Document(body.Span, document.Scan, filtered);
            body = filtered.WrittenMemory;
        }

        http.Response.Headers.SetServed(dispatched.Served);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        // Kestrel takes what is written to nobody without a word.
        if (await IsGoneAsync(http.Response.BodyWriter.WriteAsync(body, http.RequestAborted), http)) turn.Cancelled();
        else turn.Completed();
    }

    private async Task StreamAsync(DoorRequest request, DoorTurn turn, HttpContext http)
    {
        var dispatched = await DispatchAsync(turn, (target, stop) => turn.CallAsync(
            target, UpstreamOf(target).StreamAsync(request, target, stop, http.RequestAborted)),
            http.RequestAborted);
        var provider = dispatched.Served.Provider.Id;
        using var call = dispatched.Call;
        await using var answer = dispatched.Value;
        http.Response.Headers.SetServed(dispatched.Served);
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var pump = new StreamPump(
            provider, answer, FilterOf(request), request.Scan.IncludeUsage, http.Response.BodyWriter);
        try
        {
            await pump.RunAsync(http.RequestAborted);
            call.Succeeded();
            turn.Completed();
        }
        catch (ComplianceException blocked)
        {
            await EndAsync(http, DoorErrors.Of(blocked).Error);
        }
        catch (Exception exception) when (exception is ModelException or InvalidDataException)
        {
            var failure = exception as ModelException
                ?? new ModelException(provider, ModelFailure.Transient, exception.Message, inner: exception);
            call.Failed(failure);
            await EndAsync(http, DoorErrors.Of(failure).Error);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            turn.Cancelled();
        }
        finally
        {
            turn.Answered(dispatched.Served, pump.Usage, pump.OutputBytes);
        }
    }

    private static async Task<bool> IsGoneAsync(ValueTask<FlushResult> write, HttpContext http)
    {
        try
        {
            return (await write).IsCompleted || http.RequestAborted.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return true;
        }
    }

    // Without the end marker, so that no client takes what came for the whole.
    private static async Task EndAsync(HttpContext http, OpenAIError error)
    {
        http.Response.BodyWriter.Write(OpenAIErrorWriter.Event(error));
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private async Task<Dispatched<T>> DispatchAsync<T>(
        DoorTurn turn, Func<RouteTarget, CancellationToken, Task<T>> call, CancellationToken aborted)
    {
        try
        {
            return await dispatcher.RunAsync(turn.Plan, call, turn, aborted);
        }
        catch (DispatchException nobody)
        {
            throw planner.IsOver(turn.Plan) ? DoorErrors.DeadlineExceeded() : DoorErrors.Of(nobody, turn.Denial);
        }
        catch (OperationCanceledException)
        {
            turn.Cancelled();
            throw;
        }
    }

    private AnswerFilter? FilterOf(DoorRequest request) =>
        compliance.FiltersAnswers(request.Caller.Tenant, request.Redactions)
            ? new AnswerFilter(() => compliance.FilterAnswer(request.Caller.Tenant, request.Redactions))
            : null;

    private IUpstream UpstreamOf(RouteTarget target) => target.Provider.Wire is null ? bridge : wire;
}
