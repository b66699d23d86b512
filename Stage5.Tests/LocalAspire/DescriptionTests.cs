using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Testing;

using Stage5.LocalAspire;

namespace Stage5.Tests.LocalAspire;

/// <summary>What can be said wrong about a system, and what is then said back. Nothing is started.</summary>
public sealed class DescriptionTests
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create(
        "--Parameters:given_key=from outside", "--ConnectionStrings:elsewhere=there:6379");

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        _builder.AddRedis("cache");

        Should.Throw<DistributedApplicationException>(() => _builder.AddRedis("Cache"))
            .Message.ShouldContain("'Cache'");
    }

    [Fact]
    public async Task A_parameter_is_what_the_configuration_says_or_else_generated_once()
    {
        var given = _builder.AddParameter("given-key", new Counting(), secret: true, persist: true).Resource;
        var made = _builder.AddParameter("made-key", new Counting()).Resource;
        var cancel = TestContext.Current.CancellationToken;

        (await given.GetValueAsync(cancel)).ShouldBe("from outside");
        (await made.GetValueAsync(cancel)).ShouldBe("value 1");
        (await made.GetValueAsync(cancel)).ShouldBe("value 1");
    }

    [Fact]
    public async Task A_server_elsewhere_is_only_a_connection_string()
    {
        var elsewhere = _builder.AddConnectionString("elsewhere");

        (await elsewhere.Resource.GetConnectionStringAsync(TestContext.Current.CancellationToken))
            .ShouldBe("there:6379");
        Should.Throw<DistributedApplicationException>(() => _builder.AddConnectionString("nowhere"))
            .Message.ShouldContain("ConnectionStrings:nowhere");
    }

    [Fact]
    public void A_launch_profile_gives_a_fixed_port_except_in_tests()
    {
        LaunchProfile.Of(Path.Combine(Repository.Root, "Stage5.Web", "Stage5.Web.csproj")).Port.ShouldBe(5190);
        LaunchProfile.Of(Path.Combine(Repository.Root, "Stage5.Api", "Stage5.Api.csproj")).Port.ShouldBe(5180);
        LaunchProfile.Of(Path.Combine(Repository.Root, "Stage5.Worker", "Stage5.Worker.csproj"))
            .Port.ShouldBeNull();
    }

    [Fact]
    public void An_address_is_not_known_before_the_start()
    {
        var endpoint = _builder.AddProject<Projects.Stage5_Tests_Fixture>("api")
            .WithHttpEndpoint().GetEndpoint("http");

        Should.Throw<InvalidOperationException>(() => endpoint.Url);
    }

    [Fact]
    public async Task Replicas_cannot_share_a_fixed_port()
    {
        _builder.AddProject<Projects.Stage5_Tests_Fixture>("api").WithHttpEndpoint(port: 20_001).WithReplicas(2);
        await using var app = await _builder.BuildAsync(TestContext.Current.CancellationToken);

        var error = await Should.ThrowAsync<DistributedApplicationException>(() => app.StartAsync());

        error.Message.ShouldContain("cannot share port 20001");
    }

    private sealed class Counting : ParameterDefault
    {
        private int _calls;

        public override string GetDefaultValue() => $"value {++_calls}";

        public override void WriteToManifest(ManifestPublishingContext context) =>
            throw new NotSupportedException();
    }
}
