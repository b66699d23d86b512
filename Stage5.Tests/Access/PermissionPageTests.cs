using System.Text;
using Stage5.Core.Access;

namespace Stage5.Tests.Access;

/// <summary><c>docs/permissions.md</c>: who may do what, from the endpoints as they are.</summary>
[Trait("Generates", "docs")]
public sealed class PermissionPageTests(AccessApi api) : IClassFixture<AccessApi>
{
    private static readonly string[] Shown =
        [Roles.User, Roles.Reviewer, Roles.Operator, Roles.Auditor, Roles.Admin, Roles.PlatformAdmin, Roles.Service];

    [Fact]
    public Task The_page_of_permissions_says_what_the_endpoints_say() =>
        Repository.ShouldHoldAsync(Repository.PathOf("docs", "permissions.md"), Write());

    private string Write()
    {
        var page = new StringBuilder("""
            # Who may do what

            Written by `./stage5 generate` from the endpoints and the roles as they are; a test compares it, and another one calls
            each of them as each role, as nobody and as another tenant
            ([Stage5.Tests/Access/access-table.txt](../Stage5.Tests/Access/access-table.txt)). What is not marked is refused: 403
            `permission_denied`. What belongs to another tenant is as if it were not there: 404, or what an id that nobody has gives
            (a message to it makes a conversation of one's own). A key has its role's permissions, or those of them that it is kept
            to; roles that an administrator assigned take the place of the token's ([keys.md](keys.md)).

            `session:create` is held by a one-time login link, and by an issuer's token to sign in with ([access.md](access.md));
            `session:refresh` by a session's refresh token alone, `protection:keys` and `signins:report` by the dashboard's own key
            alone, `callbacks:deliver` by a callback's signature alone. The last column is the audit record that it leaves, or where
            one is left instead.


            """.ReplaceLineEndings("\n"));
        page.Append("## Addresses\n").Append(Head("Method | Address | Permission", "Recorded"));
        foreach (var row in EndpointTable.Of(api.Services))
            page.Append(Line($"{row.Method} | `{row.Path}` | {(row.Permission is null ? "none" : $"`{row.Permission}`")}",
                row.Permission, row.Recorded));
        page.Append("\n## Tools of `/mcp`\nBesides `turns:write`, which the address asks for.\n\n").Append(Head("Tool | Permission", null));
        foreach (var (name, permission) in EndpointTable.ToolsOf(api.Services))
            page.Append(Line($"`{name}` | `{permission}`", permission, null));
        page.Append("\n## Permissions\n").Append(Head("Permission", null));
        foreach (var permission in Shown.SelectMany(role => Roles.Granted[role]).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
            page.Append(Line($"`{permission}`", permission, null));
        return page.ToString();
    }

    private static string Head(string first, string? last)
    {
        var cells = $"| {first} | {string.Join(" | ", Shown)} |{(last is null ? "" : $" {last} |")}";
        return $"{cells}\n|{string.Concat(Enumerable.Repeat("---|", cells.Count(c => c == '|') - 1))}\n";
    }

    private static string Line(string first, string? permission, string? last) =>
        $"| {first} | {string.Join(" | ", Shown.Select(role => May(role, permission)))} |{(last is null ? "" : $" {last} |")}\n";

    private static string May(string role, string? permission) =>
        permission is null || Roles.Granted[role].Contains(permission) ? "✓" : " ";
}
