using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using Stage5.Core.Access.Issuers;

namespace Stage5.Tests.Access.Issuers;

public sealed class IssuersOptionsTests
{
    [Theory]
    [InlineData("Authority", "", "Authority is missing")]
    [InlineData("Authority", "http://login.example.com", "must be an https address")]
    [InlineData("Authority", "http://127.0.0.1:5000", "must be an https address")]
    [InlineData("Authority", "https://login.example.com?x=1", "without query")]
    [InlineData("Authority", "https://user:word@login.example.com", "without user or password")]
    [InlineData("Audiences", "", "Audiences is empty")]
    [InlineData("Tenant", "", "One of Tenant and Tenants must be set")]
    [InlineData("Tenants:1", "globex", "One of Tenant and Tenants must be set")]
    [InlineData("Tenant", "Acme Inc", "is no name of a tenant")]
    [InlineData("Tenant", "stage5.platform", "is no name of a tenant")]
    [InlineData("Issuer", "https://login.example.com/{tenantid}", "Tenants must name the tenants")]
    [InlineData("Roles:App.User", "owner", "Role 'owner' is none of")]
    [InlineData("Roles:App.User", "", "nobody could do anything")]
    [InlineData("Scopes:Read", "everything:all", "'everything:all' is no permission")]
    [InlineData("KeysFloor", "soon", "must be a length of time")]
    [InlineData("KeysFloor", "00:00:00", "KeysFloor must be at least 1 s")]
    [InlineData("KeysKept", "00:30:00", "KeysKept more than KeysRefresh")]
    [InlineData("UserPrefix", "No Prefix", "UserPrefix may hold")]
    [InlineData("UserPrefix", "key-", "as the names of keys and callbacks do")]
    [InlineData("UserPrefix", "callback-x", "as the names of keys and callbacks do")]
    [InlineData("Audience", "stage5", "did you mean Audiences?")]
    public void What_is_wrong_is_said_in_a_sentence_that_names_the_key(string key, string value, string said)
    {
        var errors = Errors(Environments.Production, With("corp", (key, value)));

        var error = errors.ShouldHaveSingleItem();
        error.ShouldContain(said);
        error.ShouldStartWith("Stage5:Access:Issuers:corp");
    }

    [Fact]
    public void What_is_right_is_not_complained_about()
    {
        Errors(Environments.Production, With("corp")).ShouldBeEmpty();
        Errors(Environments.Development, With("corp", ("Authority", "http://localhost:5000"))).ShouldBeEmpty();
        Errors(Environments.Production, With("entra",
            ("Authority", "https://login.microsoftonline.com/organizations/v2.0"), ("Tenant", ""), ("Tenants:t-1", "acme")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_same_issuer_twice_and_people_that_could_be_mixed_up_are_refused()
    {
        Errors(Environments.Production, [.. With("one"), .. With("two")])
            .ShouldContain(error => error.Contains("the same issuer", StringComparison.Ordinal));
        var other = ("Authority", "https://other.example.com");
        Errors(Environments.Production, [.. With("one"), .. With("two", other)])
            .ShouldHaveSingleItem().ShouldContain("a UserPrefix of its own");
        Errors(Environments.Production, [.. With("one", ("UserPrefix", "a-")), .. With("two", other, ("UserPrefix", "b-"))])
            .ShouldBeEmpty();
    }

    private static Dictionary<string, string?> With(string name, params (string Key, string Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Authority"] = "https://login.example.com",
            ["Audiences"] = "stage5",
            ["Tenant"] = "acme",
            ["Roles:App.User"] = "user",
        };
        foreach (var (key, value) in changes)
            settings[key] = value.Length == 0 ? null : value;
        return settings.Where(one => one.Value is not null)
            .ToDictionary(one => $"Stage5:Access:Issuers:{name}:{one.Key}", one => one.Value);
    }

    private static string[] Errors(string environmentName, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(environmentName);
        var options = new IssuersOptions();
        new IssuersOptionsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Configure(options);
        return [.. new IssuersOptionsValidator(environment).Validate(null, options).Failures ?? []];
    }
}
