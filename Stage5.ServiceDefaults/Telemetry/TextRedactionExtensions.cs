using Microsoft.Extensions.DependencyInjection;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

public static class TextRedactionExtensions
{
    /// <summary>Adds a redactor to those through which logs, spans and problems leave.</summary>
    /// <param name="redact">Found when first used; neither it nor what it needs may take a logger.</param>
    /// <param name="knows">Which texts no pattern may cut into; null for none.</param>
    public static IServiceCollection AddTextRedactor(
        this IServiceCollection services, Func<IServiceProvider, Func<string, string>> redact,
        Func<string, bool>? knows = null) =>
        services.AddSingleton<ITextRedactor>(provider => new Delegated(redact(provider), knows));

    private sealed class Delegated(Func<string, string> redact, Func<string, bool>? knows) : ITextRedactor
    {
        public string Redact(string text) => redact(text);

        public bool Knows(string text) => knows?.Invoke(text) ?? false;
    }
}
