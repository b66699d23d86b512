using System.Collections.Frozen;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using StackExchange.Redis;
using Stage5.Api.Audit;
using Stage5.Core.Access;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Mcp;

/// <summary>
/// The tools there are. A call that may not be made, or that fails, is a tool error with a stable code and a sentence,
/// so that a model can read what to do; only an unknown tool is an error of the protocol.
/// </summary>
internal sealed partial class McpTools(
    IEnumerable<McpTool> tools, ArgumentCheck check, TextRedaction redaction, AccessAudit audit,
    ILogger<McpTools> logger)
{
    private readonly FrozenDictionary<string, McpTool> _tools =
        tools.ToFrozenDictionary(tool => tool.Protocol.Name, StringComparer.Ordinal);

    private readonly ListToolsResult _list = new() { Tools = [.. tools.Select(tool => tool.Protocol)] };

    public ValueTask<ListToolsResult> ListAsync(
        RequestContext<ListToolsRequestParams> request, CancellationToken cancellationToken) => new(_list);

    /// <exception cref="McpProtocolException">There is no such tool.</exception>
    public async ValueTask<CallToolResult> CallAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        if (request.Params is not { Name: { } name } || !_tools.TryGetValue(name, out var tool))
            throw new McpProtocolException(
                $"There is no such tool; there are: {string.Join(", ", _list.Tools.Select(one => one.Name))}.",
                McpErrorCode.InvalidParams);
        try
        {
            var call = new ToolCall(
                request.User ?? throw new InvalidOperationException("A call without a caller."),
                request.Params.Arguments, check);
            if (!call.Identity.May(tool.Permission))
                await audit.DeniedAsync(null, call.Identity, tool.Permission, $"tool/{name}");
            Refuse(tool, call.Identity, request.Params.Arguments);
            var answer = await tool.CallAsync(call, cancellationToken);
            return new CallToolResult
            {
                Content = [new TextContentBlock { Text = answer.Text }],
                StructuredContent = answer.Structured,
            };
        }
        catch (ToolRefusal refusal)
        {
            return Refused(refusal);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogStoreUnavailable(logger, e, tool.Protocol.Name);
            return Refused(new ToolRefusal(Problems.Create(StatusCodes.Status503ServiceUnavailable, "store_unavailable",
                "The store does not answer, so nothing can be read or kept now.", "Try again in a few seconds.")));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(logger, e, tool.Protocol.Name);
            return Refused(new ToolRefusal(Problems.Create(StatusCodes.Status500InternalServerError, "internal_error",
                "Something went wrong on our side.", "Try again; then look the trace id up.")));
        }
    }

    private static void Refuse(McpTool tool, Identity caller, IDictionary<string, JsonElement>? arguments)
    {
        if (!caller.May(tool.Permission))
            throw new ToolRefusal(Problems.Create(StatusCodes.Status403Forbidden, "permission_denied",
                $"This needs the permission {tool.Permission}, which the caller does not hold.",
                "Ask an administrator of the tenant for a role that holds it."));
        // A misspelt argument that is ignored looks like one that was obeyed.
        if (arguments?.Keys.FirstOrDefault(name => !tool.Takes(name)) is not null)
            throw ToolRefusal.Invalid("arguments", $"The tool takes only: {string.Join(", ", tool.Arguments)}.");
    }

    private CallToolResult Refused(ToolRefusal refusal)
    {
        var problem = refusal.Problem.ProblemDetails;
        // A detail may repeat what somebody else's server said.
        if (problem.Detail is { } detail) problem.Detail = redaction.Redact(detail);
        if (refusal.RetryAfter > TimeSpan.Zero)
            problem.Extensions["retryAfter"] = Math.Ceiling(refusal.RetryAfter.TotalSeconds);
        return new CallToolResult
        {
            IsError = true,
            Content = [new TextContentBlock
            {
                Text = $"{problem.Extensions["code"]}: {problem.Detail} {problem.Extensions["next"]}",
            }],
            StructuredContent = JsonSerializer.SerializeToElement(problem, JsonSerializerOptions.Web),
        };
    }

    [LoggerMessage(EventId = 1100, Level = LogLevel.Error, Message = "The tool {Tool} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string tool);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "The store did not answer the tool {Tool}.")]
    private static partial void LogStoreUnavailable(ILogger logger, Exception exception, string tool);
}
