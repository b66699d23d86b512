using Stage5.Contracts;
using Stage5.Core.Replies;

namespace Stage5.Core.Reviews;

/// <summary>The texts of a turn, by language: taken out, changed, put back.</summary>
internal static class ReviewTexts
{
    /// <summary>The first language asked for first; languages that failed are left out.</summary>
    public static IReadOnlyList<ReviewText> Of(TurnResponse result) => result switch
    {
        { Translations: { Count: > 0 } all } =>
            [.. all.Where(one => one.Text is not null).Select(one => new ReviewText(one.Language, one.Text!))],
        { Text: { } text } => [new ReviewText(result.TargetLanguage, text)],
        _ => [],
    };

    /// <summary>The texts with those that a reviewer changed.</summary>
    /// <returns>Null when one of them is of a language that is not there, or of one that is said twice.</returns>
    public static IReadOnlyList<ReviewText>? With(
        IReadOnlyList<ReviewText> texts, IReadOnlyList<ReviewText> edits)
    {
        var left = edits.ToList();
        var made = new List<ReviewText>();
        foreach (var text in texts)
        {
            // Who edits the only text there is need not say its language.
            var edit = left.Find(one => Same(one.Language, text.Language)
                || (one.Language is null && texts.Count == 1));
            made.Add(edit is null ? text : text with { Text = edit.Text });
            if (edit is not null)
                left.Remove(edit);
        }

        return left.Count == 0 ? made : null;
    }

    public static TurnResponse With(TurnResponse result, IReadOnlyList<ReviewText> texts) => result with
    {
        Text = result.Text is null ? null : Find(texts, result.TargetLanguage) ?? result.Text,
        Translations = result.Translations is null
            ? null
            : [.. result.Translations.Select(one => one.Text is null ? one : one with
            {
                Text = Find(texts, one.Language) ?? one.Text,
            })],
    };

    public static IReadOnlyList<OutboxEntry> With(
        IReadOnlyList<OutboxEntry> replies, IReadOnlyList<ReviewText> texts) =>
        [.. replies.Select(reply => reply with { Content = With(reply.Content, texts) })];

    private static ReplyContent With(ReplyContent content, IReadOnlyList<ReviewText> texts) => content with
    {
        Text = Find(texts, content.Language) ?? content.Text,
        Translations = [.. content.Translations.Select(one => one with
        {
            Text = Find(texts, one.Language) ?? one.Text,
        })],
    };

    public static string? Find(IReadOnlyList<ReviewText> texts, string? language) =>
        texts.FirstOrDefault(one => Same(one.Language, language))?.Text;

    private static bool Same(string? one, string? other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
