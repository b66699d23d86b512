using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>Keys, people and sessions that a test fills; roles are changed by the version that is expected.</summary>
internal sealed class ScriptedAccess
{
    private readonly Lock _lock = new();

    public List<KeyView> Keys { get; } = [];

    public List<PersonView> People { get; } = [];

    /// <summary>Sessions as the API tells of them.</summary>
    public List<JsonObject> Sessions { get; } = [];

    public ConcurrentQueue<KeyInput> Made { get; } = [];

    /// <summary>Permissions whose lack was reported.</summary>
    public ConcurrentQueue<string> Denied { get; } = [];

    /// <summary>Id and overlap in hours of each rotation.</summary>
    public ConcurrentQueue<(string Id, int Hours)> Rotated { get; } = [];

    private static IReadOnlyList<RoleView> Roles { get; } =
        [.. Core.Access.Roles.Grantable["admin"].Select(role => new RoleView(role, Core.Access.Roles.Granted[role]))];

    public static KeyView Key(string name, string role = "service") => new(
        Guid.CreateVersion7().ToString("N"), name, $"key-{name}", role, null, "ana", Figures.At, null, null, null, null, "active");

    public static PersonView Person(string user, params string[] roles) => new(
        user, Figures.At, Figures.At, "session", roles, roles, Assigned: false, null, null, 0, Own: user == "ana");

    public static JsonObject Session(bool current) => new()
    {
        ["sessionId"] = Guid.CreateVersion7().ToString("N"),
        ["user"] = "ana",
        ["startedAt"] = Figures.At.AddHours(-2).ToString("O", CultureInfo.InvariantCulture),
        ["renewedAt"] = Figures.At.ToString("O", CultureInfo.InvariantCulture),
        ["expiresAt"] = TimeProvider.System.GetUtcNow().AddHours(10).ToString("O", CultureInfo.InvariantCulture),
        ["signedInBy"] = "link",
        ["current"] = current,
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/keys", () => Locked(() => Results.Ok(new KeyList([.. Keys], Roles))));
        routes.MapPost("/api/keys", (KeyInput input) => Locked(() =>
        {
            Made.Enqueue(input);
            if (Keys.Any(key => key.Name == input.Name))
                return ScriptedApi.Fail(409, "key_name_taken", "Another key of the tenant has this name.", "Choose another name.");
            var key = Key(input.Name, input.Role) with { Scopes = input.Scopes, ExpiresAt = input.ExpiresAt };
            Keys.Insert(0, key);
            return Results.Ok(Issue(key, 'a'));
        }));
        routes.MapPost("/api/keys/{id}/rotate", (string id, KeyRotation rotation) => Locked(() =>
        {
            Rotated.Enqueue((id, rotation.OverlapHours));
            return Results.Ok(Issue(Keys.Single(key => key.Id == id), 'b'));
        }));
        routes.MapDelete("/api/keys/{id}", (string id) => Locked(() =>
        {
            Keys.RemoveAll(key => key.Id == id);
            return Results.NoContent();
        }));
        routes.MapGet("/api/access/people", () => Locked(() => Results.Ok(new PeoplePage([.. People], People.Count, null, Roles))));
        routes.MapPut("/api/access/people/{user}/roles", (string user, RolesUpdate update, HttpRequest request) =>
            Locked(() => Assign(user, update, request.Headers.IfMatch!)));
        routes.MapPost("/api/access/denials", (DenialReport report) =>
        {
            Denied.Enqueue(report.Permission);
            return Results.NoContent();
        });
        routes.MapGet("/api/access/sessions", () => Locked(() => Results.Text(
            new JsonObject { ["sessions"] = new JsonArray([.. Sessions.Select(one => one.DeepClone())]) }.ToJsonString(),
            "application/json")));
        routes.MapDelete("/api/access/sessions/{id}", (string id) => Locked(() =>
        {
            Sessions.RemoveAll(one => one["sessionId"]!.GetValue<string>() == id);
            return Results.NoContent();
        }));
    }

    private IResult Assign(string user, RolesUpdate update, string version)
    {
        var at = People.FindIndex(person => person.User == user);
        if (People[at].Roles.Contains("admin") && update.Roles?.Contains("admin") == false)
            return ScriptedApi.Fail(409, "last_admin", "The tenant would be left without an administrator.", "Make somebody else one first.");
        if (version != string.Create(CultureInfo.InvariantCulture, $"\"{People[at].Version}\""))
            return ScriptedApi.Fail(412, "version_conflict", "The roles were changed since they were read.", "Read them again.");
        People[at] = People[at] with
        {
            Roles = update.Roles ?? People[at].TokenRoles,
            Assigned = update.Roles is not null,
            AssignedBy = "ana",
            Version = People[at].Version + 1,
        };
        return Results.Ok(People[at]);
    }

    private static IssuedKeyView Issue(KeyView key, char digit) => new(key, $"s5_{key.Id}_{new string(digit, 64)}");

    private IResult Locked(Func<IResult> answer)
    {
        lock (_lock) return answer();
    }
}
