using System.Net;
using Stage5.Core.Secrets;

namespace Stage5.Core.Models.Wires;

/// <summary>
/// Puts the secret of now on each request. While a rotation's old and new values are both good, a request refused
/// with the new one is sent once more with the old one: the provider may learn of the new one later than we do.
/// </summary>
internal sealed class CredentialHandler(
    string provider, string? secretName, CredentialHeader header, ISecrets secrets) : DelegatingHandler
{
    private const int BufferedAtMost = 64 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var values = Find(CallTenant.Of(request));
        Put(request, values?.Current);
        if (values?.Previous is not { } previous) return await base.SendAsync(request, cancellationToken);

        if (request.Content is { } content) await content.LoadIntoBufferAsync(BufferedAtMost, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        response.Dispose();
        Put(request, previous);
        return await base.SendAsync(request, cancellationToken);
    }

    private SecretValues? Find(string? tenant)
    {
        if (secretName is null) return null;
        return secrets.Find(secretName, tenant) ?? throw new ModelException(
            provider, ModelFailure.Configuration, $"its secret '{secretName}' is not there.");
    }

    private void Put(HttpRequestMessage request, string? secret)
    {
        try
        {
            Credential.Put(request.Headers, header, secret);
        }
        catch (FormatException)
        {
            // The exception would say the value.
            throw new ModelException(
                provider, ModelFailure.Configuration, $"its secret '{secretName}' cannot stand in a header.");
        }
    }
}
