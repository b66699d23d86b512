#if !USE_ASPIRE
namespace Stage5.ServiceDefaults;

/// <summary>Sends to the endpoint a service name stands for.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceResolver resolver) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var named = request.RequestUri;
        if (named is null)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.RequestUri = resolver.Resolve(named);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // A retry resolves the name again and may go elsewhere.
            request.RequestUri = named;
        }
    }
}
#endif
