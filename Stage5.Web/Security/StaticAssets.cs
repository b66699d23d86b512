using Microsoft.AspNetCore.StaticFiles;

namespace Stage5.Web.Security;

/// <summary>How files of wwwroot are served: they hold nothing private and are revalidated by their ETag.</summary>
internal static class StaticAssets
{
    public static StaticFileOptions Options { get; } = new()
    {
        ContentTypeProvider = new FileExtensionContentTypeProvider
        {
            Mappings = { [".mjs"] = "text/javascript" },
        },
        OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
    };
}
