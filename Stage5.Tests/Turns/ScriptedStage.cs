using Stage5.Core.Turns;

namespace Stage5.Tests.Turns;

/// <summary>A stage that does what a test says.</summary>
internal sealed class ScriptedStage(int number, string name, Func<Turn, CancellationToken, Task> run) : ITurnStage
{
    public int Number => number;

    public string Name => name;

    public Task RunAsync(Turn turn, CancellationToken cancellationToken) => run(turn, cancellationToken);
}
