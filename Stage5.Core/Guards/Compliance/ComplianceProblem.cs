namespace Stage5.Core.Guards.Compliance;

/// <summary>A refusal as it is told to the caller: which classes, never the values.</summary>
/// <param name="Code">Stable, snake case.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Classes">What was found that may not be there, each once.</param>
public sealed record ComplianceProblem(
    string Code, int Status, string Message, string Next, IReadOnlyList<string> Classes)
{
    public const string ContentBlocked = "content_blocked";

    public static ComplianceProblem Of(ComplianceException exception) => new(
        ContentBlocked, 422, exception.Message, "Take it out and send the rest again.", exception.Classes);
}
