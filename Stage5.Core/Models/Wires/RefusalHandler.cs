namespace Stage5.Core.Models.Wires;

/// <summary>Says what an answer without success means before a client reads, and repeats, its body.</summary>
internal sealed class RefusalHandler(string provider, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (WireFailures.Of(provider, response, time.GetUtcNow()) is not { } failure) return response;
        response.Dispose();
        throw failure;
    }
}
