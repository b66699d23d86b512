using System.Text.RegularExpressions;
using Stage5.Api.OpenAI.Errors;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>The conversation that a call belongs to, for which OpenAI's wire has no field.</summary>
internal static partial class ConversationHeader
{
    public const string Name = "x-stage5-conversation";

    /// <returns>Null where the caller named none.</returns>
    /// <exception cref="DoorException">It is no conversation's name.</exception>
    public static string? Read(IHeaderDictionary headers)
    {
        if (headers[Name] is not { Count: > 0 } values) return null;
        return values.Count == 1 && Pattern.IsMatch(values[0]!)
            ? values[0]
            : throw DoorException.Invalid(
                $"{Name} must be one name of letters, digits, _ and -, at most 64.", Name);
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern { get; }
}
