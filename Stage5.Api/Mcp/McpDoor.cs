using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Stage5.Api.Mcp;

/// <summary>
/// One message in, its answer out. Each request has a server of its own that ends with it, so that nothing ties a
/// client to a replica; what is heavy (tools, schemas) is made once.
/// </summary>
internal sealed class McpDoor
{
    private static readonly JsonTypeInfo<JsonRpcMessage> MessageType = TypeOf<JsonRpcMessage>();
    private static readonly JsonTypeInfo<JsonRpcError> ErrorType = TypeOf<JsonRpcError>();

    private readonly McpServerOptions _options;

    public McpDoor(McpTools tools) => _options = new McpServerOptions
    {
        ServerInfo = new Implementation
        {
            Name = "stage5",
            Title = "Stage5",
            Version = typeof(McpDoor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion.Split('+')[0],
        },
        ServerInstructions = """
            Translates, rewrites and sends text for the person whose token you use, within their company's policy and
            budget. Where a result's outcome is languageSelection or glossaryConflict nothing was translated: ask the
            person, then call again with their choice. A tool error has a stable code and says what to do next.
            """,
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability { ListChanged = false } },
        Handlers = new McpServerHandlers { ListToolsHandler = tools.ListAsync, CallToolHandler = tools.CallAsync },
        ScopeRequests = false,
    };

    public async Task AnswerAsync(HttpContext http)
    {
        if (McpHeaders.Refusal(http.Request) is { } refused)
        {
            await refused.ExecuteAsync(http);
            return;
        }

        if (McpHeaders.UnknownVersion(http.Request) is { } version)
        {
            await ErrorAsync(http, McpErrorCode.UnsupportedProtocolVersion,
                $"The protocol version is not supported; there are: {string.Join(", ", McpHeaders.Versions)}.",
                new UnsupportedProtocolVersionErrorData
                {
                    Supported = [.. McpHeaders.Versions],
                    Requested = version,
                });
            return;
        }

        JsonRpcMessage? message;
        try
        {
            message = await JsonSerializer.DeserializeAsync(http.Request.Body, MessageType, http.RequestAborted);
            // Half of a surrogate pair is no character in any text; strings are only decoded when they are read.
            ReadAll(message is JsonRpcRequest { Params: { } parameters } ? parameters : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            await ErrorAsync(http, McpErrorCode.ParseError, "The body is not one JSON-RPC message in Unicode.");
            return;
        }

        if (message is not (JsonRpcRequest or JsonRpcNotification))
        {
            await ErrorAsync(http, McpErrorCode.InvalidRequest, "The body is no request and no notification.");
            return;
        }

        message.Context = new JsonRpcMessageContext
        {
            User = http.User,
            // The first request settles the version in its body.
            ProtocolVersion = message is JsonRpcRequest { Method: RequestMethods.Initialize }
                ? null
                : McpHeaders.VersionOf(http.Request),
        };
        await RunAsync(message, http);
    }

    private async Task RunAsync(JsonRpcMessage message, HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // No logger: at its finest level it would write what people say.
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, _options);
        // Who leaves cancels what they asked for, as everywhere else.
        var running = server.RunAsync(http.RequestAborted);
        try
        {
            if (!await transport.HandlePostRequestAsync(message, http.Response.Body, http.RequestAborted))
            {
                http.Response.ContentType = null;
                http.Response.StatusCode = StatusCodes.Status202Accepted;
            }

            await transport.DisposeAsync();
            await running;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
    }

    private static void ReadAll(JsonNode? node)
    {
        if (node is JsonObject members)
            foreach (var (_, member) in members) ReadAll(member);
        else if (node is JsonArray items)
            foreach (var item in items) ReadAll(item);
        else if (node?.GetValueKind() == JsonValueKind.String)
            node.GetValue<string>();
    }

    private static Task ErrorAsync(
        HttpContext http, McpErrorCode code, string message, UnsupportedProtocolVersionErrorData? data = null)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        var error = new JsonRpcError
        {
            Error = new JsonRpcErrorDetail { Code = (int)code, Message = message, Data = data },
        };
        return http.Response.WriteAsJsonAsync(error, ErrorType, cancellationToken: http.RequestAborted);
    }

    private static JsonTypeInfo<T> TypeOf<T>() =>
        (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
}
