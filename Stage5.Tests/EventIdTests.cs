using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Stage5.Tests;

public sealed class EventIdTests
{
    [Fact]
    public void No_two_log_messages_have_the_same_event_id()
    {
        string[] hosts = ["Stage5.Core", "Stage5.ServiceDefaults", "Stage5.Api", "Stage5.Worker", "Stage5.Web"];

        var messages = hosts.SelectMany(name => Assembly.Load(name).GetTypes())
            .SelectMany(type => type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                    | BindingFlags.DeclaredOnly))
            .Select(method => (Name: $"{method.DeclaringType!.Name}.{method.Name}",
                Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(message => message.Id is not null)
            .ToArray();

        messages.Length.ShouldBeGreaterThan(50);
        messages.GroupBy(message => message.Id).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(message => message.Name))}").ShouldBeEmpty();
    }
}
