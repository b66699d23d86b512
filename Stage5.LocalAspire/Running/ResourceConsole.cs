namespace Stage5.LocalAspire;

/// <summary>Every line on the console with the name of the resource it comes from.</summary>
internal sealed class ResourceConsole(TextWriter output, TextWriter errors, bool colour) : ILoggerProvider
{
    private static readonly int[] Colours = [36, 32, 33, 35, 34, 96, 92, 93];
    private readonly TextWriter _output = output;
    private readonly TextWriter _errors = errors;
    private readonly Lock _lock = new();
    private readonly List<string> _names = [];

    internal ResourceConsole() : this(
        Console.Out, Console.Error,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
    {
    }

    /// <summary>The logger category of a resource's own output.</summary>
    internal static string Category(string resource) => "Resources." + resource;

    public ILogger CreateLogger(string categoryName)
    {
        var resource = categoryName.Split("Resources.") is ["", var name] ? name : "apphost";
        lock (_lock)
        {
            if (!_names.Contains(resource))
                _names.Add(resource);
            var code = Colours[_names.IndexOf(resource) % Colours.Length];
            return new Prefixed(this, colour ? $"\e[{code}m[{resource}]\e[0m " : $"[{resource}] ");
        }
    }

    public void Dispose()
    {
    }

    private sealed class Prefixed(ResourceConsole console, string prefix) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var writer = logLevel >= LogLevel.Error ? console._errors : console._output;
            var text = formatter(state, exception) + (exception is null ? "" : Environment.NewLine + exception);
            lock (console._lock)
            {
                foreach (var line in text.Split('\n'))
                    writer.WriteLine(prefix + line.TrimEnd('\r'));
                writer.Flush();
            }
        }
    }
}
