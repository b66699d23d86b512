using System.Globalization;
using System.Text.RegularExpressions;
using Stage5.Contracts;
using Stage5.Core.Storage;

namespace Stage5.Core.Conversations;

/// <summary>What may be a conversation, its members and its messages.</summary>
public static partial class ConversationRules
{
    public static bool IsId(string id) => IdPattern.IsMatch(id);

    /// <summary>Messages by field, all at once; none when these can be the members.</summary>
    /// <param name="caller">An owner besides them; null when one of them must be an owner.</param>
    public static IReadOnlyDictionary<string, string[]> Errors(
        IReadOnlyList<ConversationMember?> members, string? caller)
    {
        var errors = new Dictionary<string, string[]>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < members.Count && errors.Count < 20; i++)
        {
            var found = Errors(members[i], seen).ToArray();
            if (found.Length > 0)
                errors[string.Create(CultureInfo.InvariantCulture, $"members[{i}]")] = found;
        }
        if (errors.Count > 0)
            return errors;
        if (caller is not null)
            seen.Add(caller);
        else if (!members.Any(member => member!.Role == ConversationRoles.Owner))
            errors["members"] = ["One member at least must be an owner."];
        if (seen.Count > ConversationLimits.Members)
            errors["members"] = [$"A conversation has at most {ConversationLimits.Members} members."];
        return errors;
    }

    /// <exception cref="ArgumentException">It cannot be a message.</exception>
    internal static void Check(NewMessage message)
    {
        var longest = message.Kind == MessageKinds.Message ? Limits.TextLength : NewMessage.GeneratedLength;
        if (message.Kind is not (MessageKinds.Message or MessageKinds.Reply or MessageKinds.Retraction))
            throw new ArgumentException($"'{message.Kind}' is no kind of message.", nameof(message));
        if ((message.Text.Length == 0 && message.Retracts is null) || message.Text.Length > longest)
            throw new ArgumentException($"A text must be 1 to {longest} characters.", nameof(message));
        if (message.Translations.Count > ConversationLimits.Translations
            || message.Translations.Any(one => one.Text.Length > NewMessage.GeneratedLength))
            throw new ArgumentException("Too many translations, or one is too long.", nameof(message));
        if (message.Key is { } key && !KeyPattern.IsMatch(key))
            throw new ArgumentException("A key must be 1 to 128 visible ASCII characters.", nameof(message));
        if ((message.Kind == MessageKinds.Retraction) != (message.Retracts is not null))
            throw new ArgumentException("A retraction names what it takes back, and nothing else does.", nameof(message));
        if (message.DeliveredTo is { } to && !TenantId.IsValid(to))
            throw new ArgumentException("There can be no such member.", nameof(message));
    }

    private static IEnumerable<string> Errors(ConversationMember? member, HashSet<string> seen)
    {
        if (member is null)
        {
            yield return "A member must not be null.";
            yield break;
        }
        // Users are named by the same characters as tenants.
        if (!TenantId.IsValid(member.User))
            yield return "user must be lower-case letters, digits, . _ @ and -, at most 64.";
        else if (!seen.Add(member.User))
            yield return "The same user stands before this one.";
        if (member.Role is not (ConversationRoles.Owner or ConversationRoles.Member))
            yield return "role must be one of: owner, member.";
        if (member.Language is { } language && !LanguagePattern.IsMatch(language))
            yield return "language must be a BCP 47 tag such as es or pt-BR.";
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IdPattern { get; }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LanguagePattern { get; }

    [GeneratedRegex(@"^[!-~]{1,128}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex KeyPattern { get; }
}
