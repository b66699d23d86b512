using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Models;

namespace Stage5.Core.Turns;

/// <summary>
/// A turn on its way through the pipeline. Stages read it and add to it; they know nothing of each other.
/// </summary>
public sealed class Turn(TurnRequest request, ITurnLog log, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly List<ReceiptStage> _stages = [];

    public TurnRequest Request { get; } = request;

    /// <summary>Set by Resolve.</summary>
    public ResolvedProfile? Profile { get; set; }

    /// <summary>Set by Generate, before the model is called.</summary>
    public ModelProvider? Provider { get; set; }

    /// <summary>Set by Generate.</summary>
    public ModelReply? Reply { get; set; }

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

    public Task EmitAsync(string type, JsonObject payload, CancellationToken cancellationToken) =>
        Log.AppendAsync(type, payload, cancellationToken);
}
