using System.Data.Common;
using Microsoft.Extensions.Configuration;

namespace Stage5.Core.Recall.Vectors;

/// <summary>
/// Where Qdrant's HTTP API is: the connection string <c>vectors_http</c> (as Aspire names that endpoint), else
/// <c>vectors</c>: <c>Endpoint=http://host:6333;Key=…</c>. In place of <c>Key</c>, <c>SecretName</c> names a
/// secret.
/// </summary>
internal sealed record QdrantOptions(Uri Endpoint, string? Key, string? SecretName)
{
    public const string ClientName = "recall:qdrant";

    // Never in a log.
    public override string ToString() => Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>The same, with what is wrong in place of an exception.</summary>
    public static (QdrantOptions? Options, string? Mistake) Find(IConfiguration configuration)
    {
        try
        {
            return (Read(configuration), null);
        }
        catch (InvalidOperationException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Null when there is no connection string: vectors are then kept in the store.</summary>
    /// <exception cref="InvalidOperationException">The connection string is none.</exception>
    public static QdrantOptions? Read(IConfiguration configuration)
    {
        var text = configuration.GetConnectionString("vectors_http") ?? configuration.GetConnectionString(
            "vectors");
        if (string.IsNullOrWhiteSpace(text)) return null;
        // No part of it is said: it may hold the key.
        const string Mistake =
            "ConnectionStrings:vectors must be Endpoint=http://host:port, and Key=… or SecretName=…";
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text.Contains('=', StringComparison.Ordinal) ? text : $"Endpoint={text}";
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException(Mistake, e);
        }

        if (!Uri.TryCreate(Of(parts, "Endpoint"), UriKind.Absolute, out var endpoint)
            || endpoint.Scheme is not ("http" or "https"))
            throw new InvalidOperationException(Mistake);
        return new QdrantOptions(endpoint, Of(parts, "Key"), Of(parts, "SecretName"));
    }

    private static string? Of(DbConnectionStringBuilder parts, string name) =>
        parts.TryGetValue(name, out var value) && value is string { Length: > 0 } text ? text : null;
}
