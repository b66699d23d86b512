using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Language.Glossaries;
using Stage5.Tests.Api;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>Where ana is in the conversation room-1, and nobody in another; a file has at most 2 MB.</summary>
public sealed class GlossaryApi() : StoredApi(("Stage5:Glossary:ImportBytes", "2000000"))
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(static services => services.AddSingleton<IChannelMembers, Members>());
    }

    private sealed class Members : IChannelMembers
    {
        public ValueTask<bool> IsMemberAsync(string tenant, string user, string channel, CancellationToken ct) =>
            new(user == "ana" && channel == "room-1");
    }
}
