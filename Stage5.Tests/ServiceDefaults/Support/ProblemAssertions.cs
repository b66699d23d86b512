using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.ServiceDefaults;

internal static class ProblemAssertions
{
    /// <summary>The response is a whole problem with this status and code.</summary>
    public static async Task<Problem> ShouldBeProblemAsync(
        this HttpResponseMessage response, int status, string code)
    {
        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<Problem>(TestContext.Current.CancellationToken);
        problem.ShouldNotBeNull();
        problem.Status.ShouldBe(status);
        problem.Code.ShouldBe(code);
        problem.Title.ShouldNotBeNullOrWhiteSpace();
        problem.Detail.ShouldNotBeNullOrWhiteSpace();
        problem.Next.ShouldNotBeNullOrWhiteSpace();
        problem.TraceId.ShouldNotBeNull();
        problem.TraceId.Length.ShouldBe(32);
        return problem;
    }
}
