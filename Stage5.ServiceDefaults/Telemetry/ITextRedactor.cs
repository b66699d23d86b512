namespace Stage5.ServiceDefaults;

/// <summary>Takes out of a text what must not leave the process. Must not log: loggers use it.</summary>
public interface ITextRedactor
{
    /// <summary>The same text when there is nothing to take out.</summary>
    string Redact(string text);
}
