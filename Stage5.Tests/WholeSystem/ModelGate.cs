using Stage5.Tests.Models;

namespace Stage5.Tests.WholeSystem;

/// <summary>Holds the model's next answer until the test gives it: a turn stands still in the middle of Generate.</summary>
internal sealed class ModelGate : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _answer = "";

    private ModelGate(ScriptedOpenAIServer model) => model.Then(new ScriptedReply
    {
        Text = _ => _answer,
        HoldUntil = _answered.Task,
        OnArrived = () => _reached.TrySetResult(),
        OnGone = () => _abandoned.TrySetResult(),
    });

    /// <summary>The model was asked.</summary>
    public Task Reached => InTime(_reached.Task);

    /// <summary>The one who asked hung up before the answer.</summary>
    public Task Abandoned => InTime(_abandoned.Task);

    public static ModelGate On(ScriptedOpenAIServer model) => new(model);

    public void Answer(string text)
    {
        _answer = text;
        _answered.TrySetResult();
    }

    public void Dispose() => _answered.TrySetResult();

    private static Task InTime(Task task) => task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
