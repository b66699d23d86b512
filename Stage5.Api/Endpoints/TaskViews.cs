using System.Diagnostics;
using System.Globalization;
using Stage5.Contracts;
using Stage5.Core.Tasks;

namespace Stage5.Api.Endpoints;

/// <summary>Task records as the wire shows them.</summary>
internal static class TaskViews
{
    private const int TextShown = 120;

    public static TaskSummary Summarize(TaskRecord task) => new(
        task.TaskId, task.Kind, task.State, task.Lane, task.Request.SourceLanguage, task.Request.TargetLanguage,
        StartOf(task.Request.Text), task.User, task.CreatedAt, task.UpdatedAt);

    public static TaskView Show(TaskRecord task, TaskEventPage page) => new(
        task.TaskId, task.Kind, task.State, task.Lane, task.Request, task.User, task.CreatedAt, task.UpdatedAt,
        task.FinishedAt, task.Attempt, TraceIdOf(task.TraceParent), task.Result, task.Error,
        task.Receipt ?? task.Result?.Receipt, task.LastSequence, task.Dropped > 0, page.FirstSequence,
        task.LastSequence == 0 ? null : task.LastSequence,
        page.Older ? page.Events[0].Sequence.ToString(CultureInfo.InvariantCulture) : null,
        new TaskEventCounters(task.EventCounts, task.Dropped), [.. page.Events.Select(item => item.ToEvent())]);

    // Cut between text elements: half an emoji is not a character.
    private static string StartOf(string text)
    {
        if (text.Length <= TextShown)
            return text;
        var elements = StringInfo.GetTextElementEnumerator(text);
        var end = 0;
        while (elements.MoveNext() && elements.ElementIndex <= TextShown)
            end = elements.ElementIndex;
        return text[..end];
    }

    private static string? TraceIdOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, out var context) ? context.TraceId.ToHexString() : null;
}
