namespace Stage5.Core.Models;

/// <summary>A provider that speaks OpenAI's wire: a caller's JSON can be sent to it as bytes.</summary>
public interface IOpenAIWire
{
    /// <summary>Sends without redirects, cookies, retries or a time limit of its own.</summary>
    HttpMessageInvoker Http { get; }

    /// <summary>The model's name upstream.</summary>
    string Model { get; }

    /// <summary>A POST to that path under the endpoint, with the credentials of now.</summary>
    /// <param name="path"><c>chat/completions</c> or <c>embeddings</c>.</param>
    HttpRequestMessage CreateRequest(string path, string tenant, HttpContent content);

    /// <summary>What a response without success means, its body unread; null when it is a success.</summary>
    ModelException? FailureOf(HttpResponseMessage response);

    /// <summary>What an exception of the call means.</summary>
    ModelException FailureOf(Exception exception);
}
