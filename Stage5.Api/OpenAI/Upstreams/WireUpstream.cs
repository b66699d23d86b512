using System.Net.Http.Headers;
using Stage5.Api.OpenAI.Answers;
using Stage5.Api.OpenAI.Requests;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI.Upstreams;

/// <summary>Forwards a caller's bytes to a provider of OpenAI's wire.</summary>
internal sealed class WireUpstream(TimeProvider time) : IUpstream
{
    private static readonly ProductInfoHeaderValue Agent = new("Stage5", null);
    private static readonly MediaTypeWithQualityHeaderValue Events = new("text/event-stream");
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    public async Task<IAnswerStream> StreamAsync(
        DoorRequest request, RouteTarget target, CancellationToken opening, CancellationToken caller)
    {
        var wire = target.Provider.Wire!;
        var limit = new PartLimit(target.Provider.TryTimeout, time, caller);
        HttpResponseMessage? response = null;
        WireStream? answer = null;
        await using var deadline = opening.Register(limit.Cancel);
        try
        {
            using var asked = Ask(request, target, Events);
            response = await SendAsync(wire, asked, limit.Token);
            var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            answer = new WireStream(wire, response, stream, limit, caller);
            await answer.BeginAsync();
            return answer;
        }
        catch (Exception exception)
        {
            if (answer is not null) await answer.DisposeAsync();
            response?.Dispose();
            limit.Dispose();
            opening.ThrowIfCancellationRequested();
            caller.ThrowIfCancellationRequested();
            throw exception as ModelException ?? wire.FailureOf(exception);
        }
    }

    public async Task<AnswerDocument> WholeAsync(
        DoorRequest request, RouteTarget target, CancellationToken cancellationToken)
    {
        var wire = target.Provider.Wire!;
        using var limit = new PartLimit(target.Provider.TryTimeout, time, cancellationToken);
        try
        {
            using var asked = Ask(request, target, Json);
            using var response = await SendAsync(wire, asked, limit.Token);
            var document = await AnswerDocument.ReadAsync(response.Content, limit.Token);
            if (document.Scan is { IsAnswer: true, IsError: false }) return document;
            document.Dispose();
            throw wire.FailureOf(new InvalidDataException("The answer is not one."));
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw exception as ModelException ?? wire.FailureOf(exception);
        }
    }

    private static HttpRequestMessage Ask(
        DoorRequest request, RouteTarget target, MediaTypeWithQualityHeaderValue accepts)
    {
        var wire = target.Provider.Wire!;
        var content = new SplicedContent(request.Body, request.Edits.For(wire.Model, target.Provider.Kind));
        var asked = wire.CreateRequest(request.Path, request.Caller.Tenant, content);
        asked.Headers.Accept.Add(accepts);
        asked.Headers.UserAgent.Add(Agent);
        return asked;
    }

    // HttpClient is an invoker too, but one that would wait for the whole body.
    private static async Task<HttpResponseMessage> SendAsync(
        IOpenAIWire wire, HttpRequestMessage asked, CancellationToken cancellationToken)
    {
        var response = wire.Http is HttpClient client
            ? await client.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : await wire.Http.SendAsync(asked, cancellationToken);
        if (wire.FailureOf(response) is not { } failure) return response;
        response.Dispose();
        throw failure;
    }
}
