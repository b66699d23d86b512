using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Stage5.Core.Access;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Access.People;
using Stage5.Core.Audit;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

/// <summary>What one process knows of keys and people.</summary>
internal sealed class AccessNode(TaskNode node, TimeProvider time)
{
    public const string Tenant = "acme";

    public static Identity Admin { get; } = Identity.OfRole(Tenant, "ana", Roles.Admin, "token-1")!;

    public KeyStore Keys { get; } = new(node.Store, time);

    public KeyReader Reader { get; } =
        new(new KeyStore(node.Store, time), node.Store, time, NullLogger<KeyReader>.Instance);

    public PersonStore People { get; } = new(node.Store);

    public PeopleDesk Desk { get; } =
        new(new PersonStore(node.Store), node.Store, time, NullLogger<PeopleDesk>.Instance);

    public static ApiKeyDraft Draft(string name = "ci", string role = Roles.Service) => new(name, role, null, null);

    public async Task<IssuedKey> MakeAsync(ApiKeyDraft draft, CancellationToken ct) =>
        (await Keys.CreateAsync(Admin, draft, ct)).Issued.ShouldNotBeNull();

    public async Task<PersonRecord> MeetAsync(string user, string role, CancellationToken ct)
    {
        await Desk.WelcomeAsync(Identity.OfRole(Tenant, user, role, "token")!, ct);
        return (await People.FindAsync(Tenant, user, ct)).ShouldNotBeNull();
    }

    /// <summary>What is on record, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> RecordsAsync(CancellationToken ct) =>
        [.. (await new AuditStore(node.Store).OpenAsync(Tenant, 1000, ct)).Records.Select(line => JsonNode.Parse(line)!)];
}
