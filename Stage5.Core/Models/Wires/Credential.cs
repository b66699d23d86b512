using System.Net.Http.Headers;

namespace Stage5.Core.Models.Wires;

/// <summary>How a wire carries its secret.</summary>
internal enum CredentialHeader
{
    /// <summary><c>Authorization: Bearer</c>.</summary>
    Bearer,

    /// <summary><c>api-key</c>, of Azure.</summary>
    ApiKey,

    /// <summary><c>x-api-key</c>, of Anthropic.</summary>
    XApiKey,
}

internal static class Credential
{
    /// <summary>Puts the secret on a request, or takes away what a client put there by itself.</summary>
    public static void Put(HttpRequestHeaders headers, CredentialHeader header, string? secret)
    {
        headers.Authorization = null;
        headers.Remove("api-key");
        headers.Remove("x-api-key");
        if (secret is null) return;
        if (header == CredentialHeader.Bearer) headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        else headers.Add(header == CredentialHeader.ApiKey ? "api-key" : "x-api-key", secret);
    }
}
