using Microsoft.Extensions.DependencyInjection;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

public static class TextRedactionExtensions
{
    /// <summary>Adds a redactor to those through which logs, spans and problems leave.</summary>
    /// <param name="redact">Found when first used; neither it nor what it needs may take a logger.</param>
    public static IServiceCollection AddTextRedactor(
        this IServiceCollection services, Func<IServiceProvider, Func<string, string>> redact) =>
        services.AddSingleton<ITextRedactor>(provider => new Delegated(redact(provider)));

    private sealed class Delegated(Func<string, string> redact) : ITextRedactor
    {
        public string Redact(string text) => redact(text);
    }
}
