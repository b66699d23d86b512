using Stage5.Tests.Models;

namespace Stage5.Tests.Assistant;

/// <summary>What a conversation remembers is told to the model as background, and to nobody else.</summary>
[Collection(AssistantCollection.Name)]
public sealed class ConversationContextTests(AssistantSystem system)
{
    private readonly string _room = $"room-{Guid.NewGuid():N}";

    [Fact]
    public async Task What_was_said_before_is_background_for_what_is_said_now()
    {
        system.Reset();
        using var api = system.ClientOf();
        await SayAsync(api, _room, "The falcon engine was moved to hall seven on Monday.");

        var turn = await api.TurnAsync("/api/translate", new
        {
            text = $"Where is the falcon engine of {_room}?",
            sourceLanguage = "en",
            targetLanguage = "de",
            conversationId = _room,
        });

        var asked = system.Model.Requests[^1];
        asked.FirstMessage.ShouldContain("hall seven");
        asked.LastMessage.ShouldBe($"Where is the falcon engine of {_room}?");
        turn.Text.ShouldNotBeNull().ShouldNotContain("hall seven", Case.Insensitive);
        turn.Receipt.Context.ShouldNotBeNull().ShouldSatisfyAllConditions(
            context => context.Method.ShouldBe("lexical"),
            context => context.Passages.ShouldBe(1),
            context => context.Reason.ShouldNotBeNullOrEmpty());
    }

    [Fact]
    public async Task What_was_said_in_another_conversation_or_tenant_is_never_told()
    {
        system.Reset();
        using var ana = system.ClientOf();
        using var other = system.ClientOf("zoe", "acme");
        await SayAsync(ana, $"{_room}-b", "The secret falcon code is 4711.");
        await SayAsync(other, _room, "The secret falcon code is 0815.");
        await SayAsync(ana, _room, "We talk about the falcon code here.");

        await ana.TurnAsync("/api/translate", new
        {
            text = $"What is the secret falcon code of {_room}?",
            sourceLanguage = "en",
            targetLanguage = "de",
            conversationId = _room,
        });

        var told = system.Model.Requests[^1].FirstMessage;
        told.ShouldContain("We talk about the falcon code here.");
        told.ShouldNotContain("4711");
        told.ShouldNotContain("0815");
    }

    [Fact]
    public async Task What_policy_keeps_from_models_is_left_out_of_the_background_and_the_receipt_says_so()
    {
        system.Reset();
        using var api = system.ClientOf(tenant: AssistantSystem.BlocksCards);
        await SayAsync(api, _room, "The falcon club pays with 4111 1111 1111 1111.");
        await SayAsync(api, _room, "The falcon club meets in hall seven.");

        var turn = await api.TurnAsync("/api/translate", new
        {
            text = $"Where does the falcon club of {_room} meet?",
            sourceLanguage = "en",
            targetLanguage = "de",
            conversationId = _room,
        });

        var asked = system.Model.Requests[^1];
        asked.FirstMessage.ShouldContain("hall seven");
        asked.Body.ToJsonString().ShouldNotContain("4111");
        asked.FirstMessage.ShouldNotContain("falcon club pays");
        turn.Receipt.Context.ShouldNotBeNull().ShouldSatisfyAllConditions(
            context => context.Passages.ShouldBe(1),
            context => context.Reason.ShouldBe("policy keeps some of what is remembered from models"));
    }

    [Fact]
    public async Task What_policy_redacts_stands_as_a_token_in_the_background()
    {
        system.Reset();
        using var api = system.ClientOf();
        await SayAsync(api, _room, "For the falcon club write to maria.lopez@example.org before noon.");

        var turn = await api.TurnAsync("/api/translate", new
        {
            text = $"Whom does the falcon club of {_room} hear from?",
            sourceLanguage = "en",
            targetLanguage = "de",
            conversationId = _room,
        });

        var asked = system.Model.Requests[^1];
        asked.FirstMessage.ShouldContain("For the falcon club write to ");
        asked.Body.ToJsonString().ShouldNotContain("maria.lopez");
        turn.Receipt.Context.ShouldNotBeNull().Passages.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_repeats_what_was_said_before_is_asked_for_again()
    {
        system.Reset();
        using var api = system.ClientOf();
        const string said = "The otter convoy leaves harbour nine at midnight.";
        await SayAsync(api, _room, $"{said} Tell nobody.");
        system.Model.Then(new ScriptedReply { Text = _ => $"Wann fährt er? {said}" });
        system.Model.Then(new ScriptedReply { Text = _ => "Wann fährt der Otter-Konvoi?" });

        var turn = await api.TurnAsync("/api/translate", new
        {
            text = $"When does the otter convoy of {_room} leave?",
            sourceLanguage = "en",
            targetLanguage = "de",
            conversationId = _room,
        });

        turn.Text.ShouldBe("Wann fährt der Otter-Konvoi?");
    }

    [Fact]
    public async Task A_reply_to_one_member_is_not_remembered_for_all()
    {
        system.Reset();
        using var ana = system.ClientOf();
        (await ana.SendAsync("/api/conversations", new
        {
            id = _room,
            members = new[] { new { user = "ben", role = "member", language = "fr" } },
        })).EnsureSuccessStatusCode();
        var reply = await ana.TurnAsync("/api/reply", new
        {
            conversationId = _room,
            text = "The pelican budget is twelve.",
            sourceLanguage = "en",
            delivery = "perMember",
            languagePolicy = new { targetLanguage = "de" },
        });
        reply.Deliveries!.Count.ShouldBe(2);

        await ana.TurnAsync("/api/translate", new
        {
            text = $"How large is the pelican budget of {_room}?",
            sourceLanguage = "en",
            targetLanguage = "de",
            conversationId = _room,
        });

        system.Model.Requests[^1].FirstMessage.ShouldNotContain("TWELVE");
    }

    [Fact]
    public async Task A_conversation_is_summed_up_from_what_was_said()
    {
        system.Reset();
        using var api = system.ClientOf();
        await SayAsync(api, _room, "Shall we meet at nine?");
        await SayAsync(api, _room, "Nine is fine.");

        var turn = await api.TurnAsync("/api/summarize", new { conversationId = _room, maxSentences = 1 });

        system.Model.Requests[^1].LastMessage.ShouldBe("ana: Shall we meet at nine?\nana: Nine is fine.");
        system.Model.Requests[^1].FirstMessage.ShouldContain("at most 1 sentences");
        turn.Text.ShouldNotBeNull().ShouldContain("NINE IS FINE");
    }

    [Fact]
    public async Task Nothing_said_is_nothing_to_sum_up()
    {
        using var api = system.ClientOf();

        using var response = await api.SendAsync("/api/summarize", new { conversationId = _room });

        await response.ShouldBeProblemAsync(400, "text_required");
    }

    private static async Task SayAsync(HttpClient api, string room, string text) =>
        (await api.SendAsync($"/api/conversations/{room}/messages", new { text })).EnsureSuccessStatusCode();
}
