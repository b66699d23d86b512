using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Core.Language.Detection;

public static class DetectionServices
{
    /// <summary>
    /// Gets <see cref="LanguageDetector.Default"/> ready beside the host's start, which does not wait for it. Who
    /// asks before shares what is under way and waits for the rest of it.
    /// </summary>
    public static IServiceCollection AddDetection(this IServiceCollection services) =>
        services.AddHostedService(static _ => new DetectionWarmUp(LanguageDetector.Shared));
}
