using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests;

/// <summary>Reads the problem an answer carries.</summary>
internal static class ProblemReader
{
    public static async Task<Problem> OfAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        return (await response.Content.ReadFromJsonAsync(
            ContractsJson.Default.Problem, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
