extern alias api;

using api::Stage5.Api.Mcp;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Tests.OpenAI;

namespace Stage5.Tests.Mcp;

[Collection(DoorCollection.Name)]
public sealed class ToolPermissionTests(DoorSystem system)
{
    [Theory]
    [InlineData("reply_in_thread", Permissions.ConversationsWrite)]
    [InlineData("apply_glossary", Permissions.GlossaryRead)]
    [InlineData("get_cost_latency", Permissions.MetadataRead)]
    public async Task A_tool_asks_for_its_own_permission_besides_that_of_the_address(string tool, string permission)
    {
        var caller = Identity.OfRole("machines", "ana", Roles.User, "key")!.Only(Permissions.TurnsWrite);
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, new McpServerOptions());
        var message = new JsonRpcRequest
        {
            Method = RequestMethods.ToolsCall,
            Context = new JsonRpcMessageContext { User = caller.ToPrincipal() },
        };
        var request = new RequestContext<CallToolRequestParams>(server, message, new CallToolRequestParams { Name = tool });

        var result = await system.Services.GetRequiredService<McpTools>()
            .CallAsync(request, TestContext.Current.CancellationToken);

        result.IsError.ShouldBe(true);
        result.StructuredContent!.Value.GetProperty("code").GetString().ShouldBe("permission_denied");
        result.StructuredContent.Value.GetProperty("detail").GetString()!.ShouldContain(permission);
    }
}
