using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language;
using Stage5.Core.Language.Detection;

namespace Stage5.Core.Turns;

/// <summary>
/// A turn on its way through the pipeline. Stages read it and add to it; they know nothing of each other.
/// </summary>
public sealed class Turn(TurnRequest request, ITurnLog log, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly List<ReceiptStage> _stages = [];
    private List<(string Type, JsonObject Payload)>? _heldBack = [];

    public TurnRequest Request { get; } = request;

    /// <summary>The time that it has in all. Set by the pipeline.</summary>
    public TimeSpan Limit { get; set; }

    /// <summary>When it must be over. Set by the pipeline.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>The place and the money held for this turn. Set by Admit.</summary>
    public Hold? Hold { get; set; }

    /// <summary>Set by Resolve.</summary>
    public ResolvedProfile? Profile { get; set; }

    /// <summary>The room it belongs to; null where none was named. Set by Resolve.</summary>
    public ConversationView? Conversation { get; set; }

    /// <summary>What is to be processed: the person's own edit where there is one. Set by Resolve.</summary>
    public string Text { get; set; } = request.Task.EditedText ?? request.Task.Text;

    /// <summary>What the models wrote themselves that policy has something to say about. Set by Refine.</summary>
    public IReadOnlyList<ComplianceFinding> Answered { get; set; } = [];

    /// <summary>What may go to a model. Set by Protect.</summary>
    public CompliantText? Prompt { get; set; }

    /// <summary>What the caller said the text is about, as a model may see it. Set by Protect.</summary>
    public CompliantText? GivenContext { get; set; }

    /// <summary>What the tokens in <see cref="Prompt"/> stand for. Filled by Protect.</summary>
    public Redactions Redactions { get; } = new();

    /// <summary>The language of the text; null where nobody knows and nobody has to. Set by Detect.</summary>
    public LanguageTag? Source { get; set; }

    /// <summary>Set by Detect where the language was not given.</summary>
    public Detection? Detection { get; set; }

    /// <summary>The languages to make, the first one first. Set by Detect, filled by the stages after it.</summary>
    public IReadOnlyList<TurnTarget> Targets { get; set; } = [];

    /// <summary>What of the conversation a model is told. Set by Recall.</summary>
    public TurnContext? Context { get; set; }

    /// <summary>What the caller has to decide before the turn can be done; null where nothing.</summary>
    public TurnQuestion? Question { get; set; }

    /// <summary>What the calls made so far may have cost, and what was tried.</summary>
    public TurnAccount Account { get; } = new();

    /// <summary>Every part of every language that may still come to a text.</summary>
    public IEnumerable<TurnPart> Parts => Targets.Where(target => target.Error is null).SelectMany(target => target.Parts);

    /// <summary>Set by Settle.</summary>
    public Receipt? Receipt { get; set; }

    /// <summary>Why the turn did not come to a reply; null while it may.</summary>
    public TurnError? Error { get; set; }

    /// <summary>True when the caller took the turn back.</summary>
    public bool Cancelled { get; set; }

    /// <summary>Set by Deliver.</summary>
    public TurnOutcome? Outcome { get; set; }

    /// <summary>Since the turn entered the pipeline.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public IReadOnlyList<ReceiptStage> Stages => _stages;

    /// <summary>The task's log, and the only way a turn ends.</summary>
    public ITurnLog Log { get; } = log;

    public void Add(ReceiptStage stage) => _stages.Add(stage);

    /// <summary>Says something in the task's log; held back until the turn has a place.</summary>
    public Task EmitAsync(string type, JsonObject payload, CancellationToken cancellationToken)
    {
        if (_heldBack is null) return Log.AppendAsync(type, payload, cancellationToken);
        _heldBack.Add((type, payload));
        return Task.CompletedTask;
    }

    /// <summary>The turn has begun: what was held back is said. One that found no place never says it.</summary>
    public async Task SpeakAsync(CancellationToken cancellationToken)
    {
        var said = _heldBack ?? [];
        _heldBack = null;
        foreach (var (type, payload) in said) await Log.AppendAsync(type, payload, cancellationToken);
    }
}
