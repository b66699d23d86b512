using System.Text;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Recall;
using Stage5.Core.Settings;

namespace Stage5.Core.Turns;

/// <summary>
/// What a model is told of what a text is about: what the caller said, and what its conversation remembers of it.
/// </summary>
public sealed class TurnContexts(Recaller recaller, ComplianceGuard compliance, IOptions<TurnOptions> options,
    LiveSettings? settings = null)
{
    /// <returns>Null where nothing was given and there is no conversation.</returns>
    public async Task<TurnContext?> FindAsync(Turn turn, CancellationToken cancellationToken)
    {
        var given = turn.GivenContext?.Text;
        if (turn.Conversation is null || turn.Request.Task.Kind == TaskKinds.Summarize)
            return given is null ? null : new TurnContext(given, Receipt("given", 1, WorstCase.TokensOf(given), null));

        var tenant = turn.Request.Tenant;
        if (settings?.IsOn(tenant, SettingNames.Recall) == false)
            return new TurnContext(given, Receipt("off", given is null ? 0 : 1, given is null ? 0 : WorstCase.TokensOf(given),
                "recall is switched off for the tenant"));
        var query = new RecallQuery(
            tenant, turn.Conversation.Id, turn.Text, options.For(tenant, settings).ContextTokens);
        var found = await recaller.RecallAsync(query, cancellationToken);
        // The message itself may be remembered already.
        var passages = found.Passages.Where(one => !turn.Text.Contains(one.Text, StringComparison.Ordinal)).ToArray();
        var text = new StringBuilder(given);
        var (told, tokens) = (0, 0L);
        foreach (var passage in passages.OrderBy(one => one.Sequence))
        {
            if (Protected(turn, passage) is not { } said) continue;
            if (text.Length > 0) text.Append('\n');
            text.Append(said);
            (told, tokens) = (told + 1, tokens + passage.Tokens);
        }

        var reason = told == passages.Length ? found.Reason : "policy keeps some of what is remembered from models";
        return new TurnContext(text.Length > 0 ? text.ToString() : null, Receipt(found.Method, told, tokens, reason))
        {
            Spends = found.Spends,
        };
    }

    // What one member wrote must not keep all the others from being answered: it is left out.
    private string? Protected(Turn turn, RecalledPassage passage)
    {
        var said = passage.Author.Length > 0 ? $"{passage.Author}: {passage.Text}" : passage.Text;
        try
        {
            return compliance.Protect(turn.Request.Tenant, said, turn.Redactions).Text;
        }
        catch (ComplianceException)
        {
            return null;
        }
    }

    private static ReceiptContext Receipt(string method, int passages, long tokens, string? reason) =>
        new(method, passages, tokens, reason);
}
