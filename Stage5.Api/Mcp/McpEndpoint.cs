using ModelContextProtocol.Protocol;
using Stage5.Api.Audit;
using Stage5.Api.Endpoints;
using Stage5.Api.Mcp.Tools;
using Stage5.Api.OpenAI.Requests;
using Stage5.Contracts;
using Stage5.Core.Settings;

namespace Stage5.Api.Mcp;

/// <summary>The address of the Model Context Protocol: streamable HTTP, without sessions.</summary>
internal static class McpEndpoint
{
    /// <summary>A text of 20,000 characters, escaped one by one, and as much again for what it is about.</summary>
    private const int MostBytes = 512 * 1024;

    public static IServiceCollection AddMcp(this IServiceCollection services) => services
        .AddSingleton<ArgumentCheck>()
        .AddSingleton<McpTool, TranslateTool>()
        .AddSingleton<McpTool, DetectLanguageTool>()
        .AddSingleton<McpTool, ApplyGlossaryTool>()
        .AddSingleton<McpTool, RewriteTool>()
        .AddSingleton<McpTool, ReplyInThreadTool>()
        .AddSingleton<McpTool, CostLatencyTool>()
        .AddSingleton<ToolTurns>()
        .AddSingleton<McpTools>()
        .AddSingleton<McpDoor>();

    // GET and DELETE belong to sessions, which there are none of: 405, as the specification asks.
    public static void MapMcp(this WebApplication app) =>
        app.MapPost("/mcp", (HttpContext http, McpDoor door) => door.AnswerAsync(http))
            .RequirePermission(Permissions.TurnsWrite).AuditedElsewhere(AuditPlaces.Tools)
            .NeedsFeature(SettingNames.Mcp)
            .WithMetadata(new BodyLimit(MostBytes))
            .WithName("mcp").WithTags("MCP")
            .WithSummary("The Model Context Protocol: tools that translate, rewrite and reply")
            .WithDescription("""
                One JSON-RPC message a request, answered as `text/event-stream`, or 202 where it asks for nothing. There
                are no sessions: any replica answers any request. docs/mcp.md says how a client connects.
                """)
            .Accepts<JsonRpcMessage>("application/json")
            .Produces<JsonRpcMessage>(StatusCodes.Status200OK, "text/event-stream")
            .Produces(StatusCodes.Status202Accepted)
            .Produces<JsonRpcMessage>(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status406NotAcceptable)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
}
