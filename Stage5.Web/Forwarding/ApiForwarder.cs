using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Stage5.Web.Api;
using Stage5.Web.Pages;
using Stage5.Web.Sessions;

namespace Stage5.Web.Forwarding;

/// <summary>
/// Passes a browser's request to the API with the session's token in place of its cookie. Nothing is buffered in
/// either direction; a browser that leaves ends the API's work on the request.
/// </summary>
internal sealed partial class ApiForwarder(
    IHttpClientFactory clients, IHostApplicationLifetime host, ILogger<ApiForwarder> logger)
{
    internal const string ClientName = "api-forward";

    private const int BufferSize = 16 * 1024;

    public async Task ForwardAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        // What the API says stands, empty or not: no page of this host replaces it.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        try
        {
            using var request = await CreateRequestAsync(context);
            using var response = await SendAsync(context, request, ct);
            if (response is null) return;
            // A stop waits for answers, but not for streams, which have no end of their own: a browser comes back.
            var streams = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
            using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, streams ? host.ApplicationStopping : default);
            await ReturnAsync(context, response, end.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested || host.ApplicationStopping.IsCancellationRequested)
        {
            LogClientLeft(logger, context.Request.Method, context.Request.Path);
        }
    }

    private static async Task<HttpRequestMessage> CreateRequestAsync(HttpContext context)
    {
        var inbound = context.Request;
        var request = new HttpRequestMessage(
            new HttpMethod(inbound.Method),
            new Uri(inbound.Path.ToUriComponent() + inbound.QueryString.ToUriComponent(), UriKind.Relative));
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
            request.Content = new StreamContent(inbound.Body);
        ForwardedHeaders.CopyRequest(inbound.Headers, request);
        // A file that is refused is refused before it is sent, so the answer is the API's and not a broken connection.
        if (inbound.ContentLength > RequestLimits.BodyBytes) request.Headers.ExpectContinue = true;
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await context.GetTokenAsync(SessionTicket.AccessTokenName));
        return request;
    }

    private async Task<HttpResponseMessage?> SendAsync(
        HttpContext context, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await clients.CreateClient(ClientName)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (Exception e) when (BadRequest(e) is { } bad)
        {
            await ErrorResponses.WriteProblemAsync(context, ErrorResponses.UnreadableRequest(bad));
        }
        catch (Exception e) when (ApiCaller.IsUnreachable(e) && !ct.IsCancellationRequested)
        {
            LogUnreachable(logger, context.Request.Method, context.Request.Path, e.Message);
            context.Response.Headers.RetryAfter = "2";
            await ErrorResponses.WriteProblemAsync(context, ErrorResponses.ApiUnavailable);
        }

        return null;
    }

    private async Task ReturnAsync(HttpContext context, HttpResponseMessage response, CancellationToken ct)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        ForwardedHeaders.CopyResponse(response, context.Response.Headers);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (HttpMethods.IsHead(context.Request.Method)
            || response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
            return;

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await context.Response.StartAsync(ct);
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), ct);
                await context.Response.Body.FlushAsync(ct);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !ct.IsCancellationRequested)
        {
            // The status is out already: only a broken connection tells the browser that the body is not whole.
            LogBroken(logger, context.Request.Method, context.Request.Path, e.Message);
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static BadHttpRequestException? BadRequest(Exception e) =>
        e as BadHttpRequestException ?? e.InnerException as BadHttpRequestException;
}
