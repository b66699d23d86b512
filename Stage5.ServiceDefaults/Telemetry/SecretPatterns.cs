using System.Text.RegularExpressions;

namespace Stage5.ServiceDefaults;

/// <summary>What looks like a secret wherever it stands: the fallback for values nobody knows.</summary>
internal static partial class SecretPatterns
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;
    private const int LimitMilliseconds = 500;

    /// <summary>Values of queries: <c>?code=…</c>, <c>&amp;x=…</c>.</summary>
    private const string Query = """(?<keep>[?&][\w.\-\[\]]+=)[^\s&"'<>,;)]+""";

    /// <summary>A header or a field named for a secret, and what follows it, quoted or not.</summary>
    private const string Named =
        """(?<keep>(?:api[-_]?key|subscription-key|(?:access|account|shared\w{0,16})[-_]?key|authorization"""
        + """|password|passwd|pwd|secret|token|credential|signature)\\?["']?\s{0,5}[:=]\s{0,5}"""
        + """(?:(?:Bearer|Basic|SharedKey)\s{1,5})?)(?:\\?"[^"\r\n]+|\\?'[^'\r\n]+|[^\s&"'<>,;)}\]]+)""";

    private const string Cookie = """(?<keep>\bcookie["']?\s{0,5}[:=]\s{0,5})[^\r\n]+""";

    private const string Scheme = """(?<keep>\b(?:Bearer|Basic)\s{1,5})[^\s&"'<>,;)]+""";

    /// <summary><c>https://user:password@host</c>.</summary>
    private const string UserInfo = """(?<keep>://[^\s/:@]{0,128}:)[^\s/@]{1,512}(?=@)""";

    /// <summary>Keys that say themselves what they are: OpenAI, Anthropic, Groq, GitHub, Slack, webhooks, Google, AWS.</summary>
    private const string Key =
        """\b(?:sk-|gsk_|gh[pousr]_|xox[abprs]-)[\w\-]{8,}|\bwhsec_[\w+/=\-]{8,}|\bAIza[\w\-]{30,}|\bAKIA[0-9A-Z]{16}\b""";

    /// <summary>Stage5's own session tokens and API keys, and whatever is a JWT.</summary>
    private const string Token = """\bs5[a-z]?_\w{8,}|\beyJ[\w\-]{8,}(?:\.[\w\-]*){2,4}""";

    public static string Redact(string text)
    {
        try
        {
            return Secret().Replace(text, "${keep}***");
        }
        catch (RegexMatchTimeoutException)
        {
            return "(withheld: it could not be searched for secrets in time)";
        }
    }

    [GeneratedRegex(
        $"{Query}|{Named}|{Cookie}|{Scheme}|{UserInfo}|{Key}|{Token}", Options, LimitMilliseconds)]
    private static partial Regex Secret();
}
