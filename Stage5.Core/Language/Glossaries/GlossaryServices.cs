using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Language.Glossaries.Exchange;
using Stage5.Core.Language.Glossaries.Storing;
using Stage5.Core.Storage;

namespace Stage5.Core.Language.Glossaries;

public static class GlossaryServices
{
    /// <summary>
    /// Adds <see cref="GlossaryService"/> (terms of a text), <see cref="GlossaryEditor"/>,
    /// <see cref="GlossaryReader"/>, <see cref="GlossaryImporter"/> and <see cref="GlossaryExporter"/>, each a
    /// singleton. Needs <c>AddStorage()</c>. Options from <c>Stage5:Glossary</c>.
    /// </summary>
    public static IServiceCollection AddGlossaries(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<GlossaryOptions>(configuration, "Stage5:Glossary");
        services.TryAddSingleton<GlossaryStore>();
        services.TryAddSingleton<DecisionStore>();
        services.TryAddSingleton<GlossaryCache>();
        services.TryAddSingleton(p => new GlossaryService(
            p.GetRequiredService<GlossaryStore>(),
            p.GetRequiredService<GlossaryCache>(),
            p.GetRequiredService<DecisionStore>()));
        services.TryAddSingleton(p => new GlossaryEditor(
            p.GetRequiredService<GlossaryStore>(), p.GetRequiredService<IOptions<GlossaryOptions>>()));
        services.TryAddSingleton(p => new GlossaryReader(
            p.GetRequiredService<GlossaryStore>(),
            p.GetRequiredService<GlossaryCache>(),
            p.GetRequiredService<IOptions<GlossaryOptions>>()));
        services.TryAddSingleton(p => new GlossaryImporter(
            p.GetRequiredService<Store>(),
            p.GetRequiredService<GlossaryStore>(),
            p.GetRequiredService<IOptions<GlossaryOptions>>(),
            p.GetRequiredService<ILogger<GlossaryImporter>>()));
        services.TryAddSingleton(p => new GlossaryExporter(
            p.GetRequiredService<GlossaryStore>(), p.GetRequiredService<GlossaryCache>()));
        return services;
    }
}
