using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Tasks;

namespace Stage5.Tests.Tasks;

public sealed class TaskServicesTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        var options = Options();

        options.Lease.ShouldBe(TimeSpan.FromSeconds(30));
        options.MaxAttempts.ShouldBe(5);
        options.Retention.ShouldBe(TimeSpan.FromDays(7));
    }

    [Theory]
    [InlineData("Lease", "00:00:00.5")]
    [InlineData("MaxAttempts", "0")]
    [InlineData("Retention", "00:00:01")]
    [InlineData("BackoffBase", "00:00:00")]
    [InlineData("BackoffCap", "00:00:00.1")]
    [InlineData("MostEvents", "99")]
    [InlineData("SweepInterval", "00:00:00")]
    public void Options_that_cannot_work_are_refused(string name, string value) =>
        Should.Throw<OptionsValidationException>(() => Options((name, value)));

    private static TaskOptions Options(params (string Name, string Value)[] settings)
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)))
            .Build();
        using var services = new ServiceCollection().AddTasks(section).BuildServiceProvider();
        return services.GetRequiredService<IOptions<TaskOptions>>().Value;
    }
}
