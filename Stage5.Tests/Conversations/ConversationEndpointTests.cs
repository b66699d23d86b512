using System.Net;
using System.Net.Http.Json;
using System.Text;
using Stage5.Contracts;

namespace Stage5.Tests.Conversations;

public sealed class ConversationEndpointTests(RoomsApi api) : IClassFixture<RoomsApi>
{
    private static readonly ConversationMember[] Two =
        [new("ana", ConversationRoles.Owner), new("cho", Language: "zh-Hans")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_is_made_read_listed_and_given_other_members()
    {
        using var ana = api.ClientOf("whole", "ana");
        using var cho = api.ClientOf("whole", "cho");
        using var made = await PostAsync(ana, """
            {"title":"The team","members":[{"user":"ben","language":"de"}],
             "settings":{"targetLanguage":"es","tone":"polite","glossary":"apply","processing":{"mode":"default"}}}
            """);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var view = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.ConversationView, Ct))!;
        made.Headers.Location!.ToString().ShouldBe($"/api/conversations/{view.Id}");
        (view.Title, view.Settings.Tone, made.Headers.ETag!.Tag).ShouldBe(("The team", "polite", "\"1\""));
        view.Members.ShouldBe([new("ana", ConversationRoles.Owner), new("ben", Language: "de")]);

        using var put = await PutAsync(ana, view.Id, Two, "\"1\"");
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        put.Headers.ETag!.Tag.ShouldBe("\"2\"");
        using var read = await cho.GetAsync($"/api/conversations/{view.Id}", Ct);
        read.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await read.Content.ReadFromJsonAsync(ContractsJson.Default.ConversationView, Ct))!.Members.ShouldBe(Two);
        var list = (await cho.GetFromJsonAsync("/api/conversations", ContractsJson.Default.ConversationPage, Ct))!;
        list.Conversations.ShouldHaveSingleItem().Id.ShouldBe(view.Id);
        list.NextCursor.ShouldBeNull();
    }

    [Fact]
    public async Task To_a_stranger_and_to_another_tenant_there_is_nothing()
    {
        using var ana = await api.RoomAsync("strangers", Ct);
        await api.SayAsync("strangers", "ana", "secret", Ct);

        foreach (var client in new[] { api.ClientOf("strangers", "eve", "admin"), api.ClientOf("rival", "ana") })
        {
            foreach (var path in new[] { "", "/messages", "/messages?after=0" })
            {
                using var response = await client.GetAsync($"/api/conversations/team{path}", Ct);
                await response.ShouldBeProblemAsync(404, "conversation_not_found");
            }
            client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
            using var stream = await client.GetAsync("/api/conversations/team/messages", Ct);
            await stream.ShouldBeProblemAsync(404, "conversation_not_found");
            using var put = await PutAsync(client, "team", Two, "*");
            await put.ShouldBeProblemAsync(404, "conversation_not_found");
            client.Dispose();
        }
    }

    [Fact]
    public async Task An_id_that_is_taken_is_not_given_twice()
    {
        using var ana = await api.RoomAsync("taken", Ct);
        using var ben = api.ClientOf("taken", "ben");
        using var eve = api.ClientOf("taken", "eve");

        using var member = await PostAsync(ben, """{"id":"team"}""");
        using var stranger = await PostAsync(eve, """{"id":"team"}""");

        await member.ShouldBeProblemAsync(409, "conversation_exists");
        await stranger.ShouldBeProblemAsync(404, "conversation_not_found");
    }

    [Fact]
    public async Task Members_are_changed_by_an_owner_who_has_seen_them()
    {
        using var ana = await api.RoomAsync("owners", Ct);
        using var ben = api.ClientOf("owners", "ben");

        using var member = await PutAsync(ben, "team", Two, "*");
        using var blind = await PutAsync(ana, "team", Two, ifMatch: null);
        using var nonsense = await PutAsync(ana, "team", Two, "\"soon\"");
        using var stale = await PutAsync(ana, "team", Two, "\"7\"");
        using var ownerless = await PutAsync(ana, "team", [new("ana")], "\"1\"");
        using var twice = await PutAsync(ana, "team", [Two[0], Two[0], null!, new("B", "king", "x")], "\"1\"");

        await member.ShouldBeProblemAsync(403, "permission_denied");
        await blind.ShouldBeProblemAsync(428, "precondition_required");
        await nonsense.ShouldBeProblemAsync(412, "version_conflict");
        await stale.ShouldBeProblemAsync(412, "version_conflict");
        await ownerless.ShouldBeProblemAsync(400, "invalid_request");
        var problem = await twice.ShouldBeProblemAsync(400, "invalid_request");
        problem.Errors!.Keys.ShouldBe(["members[1]", "members[2]", "members[3]"], ignoreOrder: true);
        problem.Errors["members[3]"].Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"id":"a b"}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":"team\n"}""")]
    [InlineData("""{"settings":{"tone":""}}""")]
    [InlineData("""{"title":"two\nlines"}""")]
    [InlineData("""{"members":[null]}""")]
    [InlineData("""{"members":[{"user":"B}"}]}""")]
    [InlineData("""{"members":[{"user":"ben"},{"user":"ben"}]}""")]
    [InlineData("""{"members":[{"user":null}]}""")]
    [InlineData("""{"settings":{"targetLanguage":"!"}}""")]
    [InlineData("""{"settings":{"glossary":"never"}}""")]
    [InlineData("""{"settings":{"processing":{"mode":"slow"}}}""")]
    [InlineData("""{"members":"ben"}""")]
    [InlineData("[]")]
    public async Task What_cannot_be_a_conversation_is_refused(string body)
    {
        using var ana = api.ClientOf("bad", "ana");
        using var response = await PostAsync(ana, body);

        await response.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task A_person_makes_only_so_many()
    {
        using var ana = api.ClientOf("full", "ana");
        for (var i = 0; i < 3; i++)
        {
            using var made = await PostAsync(ana, """{"members":null}""");
            made.StatusCode.ShouldBe(HttpStatusCode.Created);
        }
        using var fourth = await PostAsync(ana, "{}");

        await fourth.ShouldBeProblemAsync(409, "conversation_limit");
    }

    [Fact]
    public async Task Messages_are_read_page_by_page()
    {
        using var ana = await api.RoomAsync("pages", Ct);
        for (var i = 1; i <= 5; i++)
            await api.SayAsync("pages", "ben", $"{i}", Ct);

        async Task<string> ReadAsync(string query)
        {
            var page = (await ana.GetFromJsonAsync(
                $"/api/conversations/team/messages{query}", ContractsJson.Default.MessagePage, Ct))!;
            return $"{string.Concat(page.Messages.Select(one => one.Text))} {page.More} {page.LastSequence}";
        }

        (await ReadAsync("")).ShouldBe("12345 False 5");
        (await ReadAsync("?limit=2")).ShouldBe("45 True 5");
        (await ReadAsync("?before=4&limit=2")).ShouldBe("23 True 5");
        (await ReadAsync("?after=3")).ShouldBe("45 False 5");
        foreach (var bad in new[] { "?after=-1", "?after=x", "?before=1.5", "?after=1&before=3" })
        {
            using var response = await ana.GetAsync($"/api/conversations/team/messages{bad}", Ct);
            await response.ShouldBeProblemAsync(400, "invalid_position");
        }
        foreach (var bad in new[] { "/team/messages?limit=0", "/team/messages?limit=101", "?limit=101" })
        {
            using var response = await ana.GetAsync($"/api/conversations{bad}", Ct);
            await response.ShouldBeProblemAsync(400, "invalid_request");
        }
        using var cursor = await ana.GetAsync("/api/conversations?cursor=x", Ct);
        await cursor.ShouldBeProblemAsync(400, "invalid_cursor");
    }

    [Theory]
    [InlineData("GET", "/api/conversations")]
    [InlineData("POST", "/api/conversations")]
    [InlineData("GET", "/api/conversations/team/messages")]
    [InlineData("PUT", "/api/conversations/team/members")]
    [InlineData("POST", "/api/replies/x.0/retry")]
    public async Task An_auditor_has_no_part_in_conversations(string method, string path)
    {
        using var auditor = api.ClientOf("audit", "aud", "auditor");
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        using var response = await auditor.SendAsync(request, Ct);

        await response.ShouldBeProblemAsync(403, "permission_denied");
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string body) => client.PostAsync(
        "/api/conversations", new StringContent(body, Encoding.UTF8, "application/json"), Ct);

    private static async Task<HttpResponseMessage> PutAsync(
        HttpClient client, string id, IReadOnlyList<ConversationMember> members, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/conversations/{id}/members")
        {
            Content = JsonContent.Create(
                new MembersUpdate { Members = members }, ContractsJson.Default.MembersUpdate),
        };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch).ShouldBeTrue();
        return await client.SendAsync(request, Ct);
    }
}
