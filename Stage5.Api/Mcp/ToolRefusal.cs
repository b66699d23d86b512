using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Endpoints;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Mcp;

/// <summary>A call that is refused, with the problem that the HTTP endpoint would answer with.</summary>
internal sealed class ToolRefusal(ProblemHttpResult problem) : Exception(problem.ProblemDetails.Detail)
{
    public ToolRefusal(TurnError error)
        : this(error.ToProblem()) => RetryAfter = error.RetryAfter;

    public ProblemHttpResult Problem { get; } = problem;

    /// <summary>When it may be let in; zero where waiting alone does not help.</summary>
    public TimeSpan RetryAfter { get; }

    public static ToolRefusal Invalid(string argument, string message) =>
        new(Problems.Invalid(new Dictionary<string, string[]> { [argument] = [message] }));

    /// <summary>What an endpoint's own handler made of the call: its value, or the refusal.</summary>
    public static T ValueOf<T>(IResult result) => result switch
    {
        Ok<T> { Value: { } value } => value,
        ProblemHttpResult problem => throw new ToolRefusal(problem),
        _ => throw new InvalidOperationException($"A result of {result.GetType().Name} was not expected."),
    };
}
