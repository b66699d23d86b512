namespace Stage5.Api.OpenAI.Errors;

/// <summary>The body of every error under <c>/v1</c>, in OpenAI's shape.</summary>
internal sealed record OpenAIErrorBody(OpenAIError Error);

/// <param name="Message">What happened and what to do, for a person.</param>
/// <param name="Type">OpenAI's class of error, for instance <c>invalid_request_error</c>.</param>
/// <param name="Param">The field of the request that is wrong.</param>
/// <param name="Code">Stable, snake case; what a program branches on.</param>
internal sealed record OpenAIError(string Message, string Type, string? Param, string? Code);
