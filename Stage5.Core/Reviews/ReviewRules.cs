using Stage5.Contracts;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Tasks;

namespace Stage5.Core.Reviews;

/// <summary>What nobody may write, reviewers neither: the tenant's hard rules on an edited text.</summary>
internal sealed class ReviewRules(ComplianceGuard compliance, GlossaryService glossary, TaskStore tasks)
{
    private static readonly LanguageTag Unknown = LanguageTag.Parse("und");

    /// <returns>Null where the texts may go out.</returns>
    public async Task<ReviewOutcome?> RefuseAsync(
        string tenant, ReviewEvidence evidence, IReadOnlyList<ReviewText> edited, IReadOnlyList<ReviewText> before,
        CancellationToken ct)
    {
        var changed = edited.Except(before).ToList();
        try
        {
            foreach (var text in changed)
                compliance.Protect(tenant, text.Text, new Redactions());
        }
        catch (ComplianceException blocked)
        {
            return new ReviewOutcome(ReviewResult.Blocked, Names: blocked.Classes);
        }

        var task = await tasks.FindAsync(tenant, evidence.Turn.Result.TaskId, ct);
        var source = Parse(evidence.Turn.Result.SourceLanguage);
        var banned = new List<string>();
        foreach (var text in changed)
        {
            var plan = await glossary.PlanAsync(
                new GlossaryQuery(tenant, evidence.Author, task?.Request.ConversationId, evidence.Source, source,
                    text.Language is null ? source : Parse(text.Language)), ct);
            banned.AddRange(glossary.FindBanned(plan, text.Text).Where(one => one.Forced).Select(one => one.Text));
        }

        return banned.Count == 0
            ? null
            : new ReviewOutcome(ReviewResult.Banned, Names: [.. banned.Distinct(StringComparer.Ordinal)]);
    }

    private static LanguageTag Parse(string? tag) => LanguageTag.TryParse(tag, out var language) ? language : Unknown;
}
