using Microsoft.Extensions.Options;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Recall.Embeddings;

/// <summary>
/// Turns texts into vectors: inside the tenant's routing policy, under its compliance policy, and with the money
/// held before it is spent.
/// </summary>
internal sealed class Embedder(
    ModelRouter router,
    ModelDispatcher dispatcher,
    TurnGuard guard,
    GuardPolicies budgets,
    ComplianceGuard compliance,
    IOptions<RecallOptions> options,
    TimeProvider time)
{
    /// <summary>Stands for the user and the key of work that nobody in particular asked for.</summary>
    private const string Nobody = "recall";

    public const string NotConfigured = "no provider for embeddings is configured (Stage5:Recall:Embeddings)";

    /// <summary>The configured provider; null when none is.</summary>
    private ModelProvider? Configured => options.Value.Embeddings is { Length: > 0 } id
        ? router.Providers.FirstOrDefault(provider => provider.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        : null;

    /// <summary>The model whose vectors are to be had; null and why when there is none for this tenant.</summary>
    public (string? Model, string? Reason) Wanted(string tenant)
    {
        if (Configured is not { } provider)
        {
            return (null, options.Value.Embeddings is { Length: > 0 } id
                ? $"the provider '{id}' for embeddings is not configured"
                : NotConfigured);
        }

        return Obstacle(provider, tenant) is { } reason
            ? (null, $"{provider.Id} {reason}")
            : (provider.Model, null);
    }

    /// <summary>Whether anybody can still make vectors of this model.</summary>
    public bool Has(string tenant, string model) => options.Value.Embeddings is { Length: > 0 }
        && router.Providers.Any(provider => provider.Model == model && Obstacle(provider, tenant) is null);

    /// <exception cref="EmbeddingException">There are no vectors now.</exception>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    public async Task<Embedded> EmbedAsync(EmbeddingRequest request, CancellationToken ct)
    {
        var (texts, places) = Protect(request);
        if (texts.Count == 0) return new Embedded(new float[]?[request.Texts.Count], 0, []);
        var needs = new RouteNeeds(InputTokens: WorstCase.InputTokens(texts), MaxOutputTokens: 0);
        var budget = budgets.For(request.Tenant);
        var plan = Plan(request, needs).PricedFor(budget);
        var admission = await guard.AdmitAsync(
            new AdmitRequest(new GuardSubject(request.Tenant, Nobody, Nobody, request.Conversation), request.Class)
            {
                Tokens = needs.InputTokens!.Value,
                // A question's turn was counted already; what workers do is no request of anybody.
                CountRate = false,
                WorstCases = plan.WorstCases(),
            }, ct);
        if (admission.Hold is not { } hold)
            throw new EmbeddingException(admission.Denial?.Message ?? "the guards did not let the call in");
        using var account = new EmbeddingAccount(hold, budget, needs.InputTokens.Value);
        var reply = await DispatchAsync(
            plan.From(Math.Max(0, admission.Target)), request.Tenant, texts, account, ct);
        var vectors = new float[]?[request.Texts.Count];
        for (var i = 0; i < places.Count; i++) vectors[places[i]] = reply.Vectors[i];
        return new Embedded(vectors, reply.Vectors[0].Length, [.. account.Spends]);
    }

    private static string? Obstacle(ModelProvider provider, string tenant) =>
        !provider.Capabilities.Contains(ModelCapabilities.Embeddings) ? "does not embed"
        : provider.UnusableReasonFor(tenant) ?? (provider.Wire is null ? "cannot be asked for embeddings" : null);

    private async Task<EmbeddingReply> DispatchAsync(
        RoutePlan plan, string tenant, List<string> texts, EmbeddingAccount account, CancellationToken ct)
    {
        try
        {
            var dispatched = await dispatcher.RunAsync(
                plan, (target, stop) => EmbeddingWire.CallAsync(target, tenant, texts, stop), account, ct);
            using var call = dispatched.Call;
            account.Answered(dispatched.Served, dispatched.Value.InputTokens);
            call.Succeeded();
            return dispatched.Value;
        }
        catch (DispatchException nobody)
        {
            throw new EmbeddingException(account.Denial?.Message ?? nobody.Message, nobody)
            {
                Spends = [.. account.Spends],
            };
        }
    }

    /// <summary>
    /// What may leave, and which texts it is of. One that policy blocks keeps the others from nothing.
    /// </summary>
    private (List<string> Texts, List<int> Places) Protect(EmbeddingRequest request)
    {
        var (texts, places) = (new List<string>(), new List<int>());
        var redactions = new Redactions();
        for (var i = 0; i < request.Texts.Count; i++)
        {
            try
            {
                texts.Add(compliance.Protect(request.Tenant, request.Texts[i], redactions).Text);
                places.Add(i);
            }
            catch (ComplianceException)
            {
                // It is found by its words only: those do not leave.
            }
        }

        return (texts, places);
    }

    private RoutePlan Plan(EmbeddingRequest request, RouteNeeds needs)
    {
        // Another provider may be asked for the same model only.
        var named = Configured is { } configured && configured.Model == request.Model ? configured.Id : null;
        var plan = router.Plan(new RoutingContext(request.Tenant, ModelCapabilities.Embeddings, named)
        {
            Deadline = time.GetUtcNow() + request.Deadline,
        }, needs);
        if (plan.ModelNotFound) throw new EmbeddingException($"the tenant's policy does not allow {named}");
        plan = plan with
        {
            Targets = [.. plan.Targets.Where(target =>
                target.Model == request.Model && target.Provider.Wire is not null)],
        };
        if (plan.Targets.Count > 0) return plan;
        var reasons =
            plan.Candidates.Where(candidate => candidate.Model == request.Model && candidate.Reason is not null)
            .Select(candidate => $"{candidate.Provider} {candidate.Reason}");
        throw new EmbeddingException(string.Join("; ",
            reasons.DefaultIfEmpty($"no provider has the model {request.Model} of the index (any more)")));
    }
}
