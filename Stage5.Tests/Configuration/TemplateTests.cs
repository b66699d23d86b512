using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using Stage5.Contracts;
using Stage5.Core;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.Configuration;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("development")]
    [InlineData("staging")]
    [InlineData("production")]
    public void A_template_is_right_by_the_validators_of_a_start(string name)
    {
        var faults = Faults(builder => builder.AddJsonFile(Repository.PathOf("deploy", "config", $"{name}.json")));

        faults.Select(ConfigurationException.LineOf).ShouldBeEmpty();
    }

    [Fact]
    public void A_template_with_a_mistake_is_told_of()
    {
        var faults = Faults(builder => builder.AddJsonFile(Repository.PathOf("deploy", "config", "production.json"))
            .AddInMemoryCollection([new("Stage5:Worker:Concurency", "4"), new("Stage5:Budgets:Default:Mode", "loose")]));

        faults.Select(fault => fault.Key).ShouldBe(["Stage5:Budgets:Default:Mode", "Stage5:Worker:Concurency"]);
    }

    private static IReadOnlyList<ConfigFault> Faults(Action<IConfigurationBuilder> add)
    {
        var builder = new ConfigurationBuilder();
        add(builder);
        var configuration = builder.Build();
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(Environments.Production);
        using var services = new ServiceCollection().AddLogging().AddCore(configuration)
            .AddEveryConfigurationRule().AddCallbackSources(configuration)
            .AddSingleton(environment).BuildServiceProvider();
        var faults = ConfigurationFaults.Find(services, configuration);
        return [.. faults, .. ConfigurationFaults.Unknown(services, configuration, faults)];
    }
}
