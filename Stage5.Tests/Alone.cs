namespace Stage5.Tests;

/// <summary>
/// Tests that measure the memory of the whole process: what other tests take meanwhile would be counted. They run after
/// all others, one class at a time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
