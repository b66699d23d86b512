namespace Stage5.Core.Models.Wires;

/// <summary>One provider's OpenAI wire; the HTTP pipeline puts the credentials on.</summary>
/// <param name="endpoint">Up to and with the version.</param>
internal sealed class OpenAIWire(
    string provider, Uri endpoint, string model, TimeSpan timeout, HttpMessageInvoker http, TimeProvider time)
    : IOpenAIWire
{
    private readonly string _base = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
    private readonly string _query = endpoint.Query;

    public HttpMessageInvoker Http => http;

    public string Model => model;

    public HttpRequestMessage CreateRequest(string path, string tenant, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{_base}/{path}{_query}") { Content = content };
        request.Options.Set(CallTenant.Key, tenant);
        return request;
    }

    public ModelException? FailureOf(HttpResponseMessage response) =>
        WireFailures.Of(provider, response, time.GetUtcNow());

    public ModelException FailureOf(Exception exception) =>
        WireFailures.For(provider, exception, timeout, time.GetUtcNow());
}
