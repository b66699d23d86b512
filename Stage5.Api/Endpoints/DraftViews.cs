using Stage5.Contracts;
using Stage5.Core.Drafts;

namespace Stage5.Api.Endpoints;

/// <summary>Drafts as the wire shows them.</summary>
internal static class DraftViews
{
    public static DraftSummary Summarize(Draft draft) => new(
        draft.DraftId, draft.State, draft.Brief?.Kind ?? "", draft.Brief?.SourceLanguage, draft.Brief?.TargetLanguage,
        draft.Brief?.TextStart ?? "", draft.Attempts, draft.NextAttemptAt, draft.TaskId, draft.Reason, draft.CreatedAt,
        draft.UpdatedAt, draft.ExpiresAt);

    public static DraftView Show(Draft draft) => new(
        draft.DraftId, draft.State, draft.Request!, new DraftConsent(draft.ConsentBy, draft.ConsentAt), draft.Attempts,
        draft.NextAttemptAt, draft.TaskId, draft.Reason, draft.CreatedAt, draft.UpdatedAt, draft.ExpiresAt);
}
