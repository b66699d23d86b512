namespace Stage5.ServiceDefaults;

/// <summary>Takes out of a text what must not leave the process. Must not log: loggers use it.</summary>
public interface ITextRedactor
{
    /// <summary>The same text when there is nothing to take out.</summary>
    string Redact(string text);

    /// <summary>
    /// Whether a text is known as a whole, and no pattern may cut into it. What other redactors look for exactly, a
    /// secret of this installation, is taken out all the same.
    /// </summary>
    bool Knows(string text) => false;
}
