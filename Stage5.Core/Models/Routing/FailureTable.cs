using System.Collections.Frozen;

namespace Stage5.Core.Models.Routing;

/// <summary>What may follow a failure.</summary>
public enum Remedy
{
    /// <summary>Nothing: it would fail again, or the answer has begun.</summary>
    Fail,

    /// <summary>The next provider.</summary>
    FallBack,

    /// <summary>The next provider; where there is none, the same once more if there is time.</summary>
    FallBackOrRetry,

    /// <summary>The next provider if the policy says <c>FallbackOnRefusal</c>.</summary>
    FallBackIfPolicySays,
}

/// <summary>Against whom a failure speaks.</summary>
public enum Blame
{
    /// <summary>The provider did its part; its health does not suffer.</summary>
    Caller,

    /// <summary>Counts against the provider.</summary>
    Provider,

    /// <summary>Opens the breaker at once and is logged as an error: only an operator can correct it.</summary>
    OperatorMustAct,
}

/// <summary>One row of the table in docs/routing.md.</summary>
public sealed record FailureRule(ModelFailure Failure, Remedy Remedy, Blame Blame);

/// <summary>What follows each class of failure before an answer has begun. After that everything fails.</summary>
public static class FailureTable
{
    private static readonly FrozenDictionary<ModelFailure, FailureRule> Rules = new FailureRule[]
    {
        new(ModelFailure.Transient, Remedy.FallBackOrRetry, Blame.Provider),
        new(ModelFailure.Caller, Remedy.Fail, Blame.Caller),
        new(ModelFailure.Credentials, Remedy.FallBack, Blame.OperatorMustAct),
        new(ModelFailure.Configuration, Remedy.FallBack, Blame.OperatorMustAct),
        new(ModelFailure.Truncated, Remedy.Fail, Blame.Caller),
        new(ModelFailure.Refused, Remedy.FallBackIfPolicySays, Blame.Caller),
        new(ModelFailure.Damaged, Remedy.FallBack, Blame.Provider),
    }.ToFrozenDictionary(rule => rule.Failure);

    public static IReadOnlyCollection<FailureRule> Rows => Rules.Values;

    public static FailureRule For(ModelFailure failure) => Rules[failure];
}
