using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Conversations;
using Stage5.Core.Replies;

namespace Stage5.Tests.Replies;

public sealed class ReplyServicesTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        var replies = Read<ReplyOptions>("", "");
        var conversations = Read<ConversationOptions>("", "");

        (replies.MaxAttempts, replies.Retention).ShouldBe((8, TimeSpan.FromDays(7)));
        (conversations.Messages, conversations.PerPerson, conversations.Retention)
            .ShouldBe((10_000, 1_000, TimeSpan.FromDays(90)));
    }

    [Theory]
    [InlineData("Concurrency", "0")]
    [InlineData("MaxAttempts", "0")]
    [InlineData("Lease", "00:00:00.5")]
    [InlineData("Timeout", "00:00:30")]
    [InlineData("BackoffBase", "00:00:00")]
    [InlineData("BackoffCap", "00:00:01")]
    [InlineData("Retention", "00:00:01")]
    [InlineData("SweepInterval", "00:00:00")]
    public void Options_of_replies_that_cannot_work_are_refused(string name, string value) =>
        Should.Throw<OptionsValidationException>(() => Read<ReplyOptions>($"Stage5:Replies:{name}", value));

    [Theory]
    [InlineData("Messages", "0")]
    [InlineData("PerPerson", "0")]
    [InlineData("Retention", "00:00:01")]
    [InlineData("Heartbeat", "00:00:00")]
    public void Options_of_conversations_that_cannot_work_are_refused(string name, string value) =>
        Should.Throw<OptionsValidationException>(
            () => Read<ConversationOptions>($"Stage5:Conversations:{name}", value));

    private static T Read<T>(string name, string value) where T : class
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build();
        using var services = new ServiceCollection()
            .AddConversations(configuration).AddReplies(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<T>>().Value;
    }
}
