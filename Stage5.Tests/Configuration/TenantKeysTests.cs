extern alias api;

using Microsoft.Extensions.Configuration;
using Stage5.Contracts;
using TenantKeys = api::Stage5.Api.Configuration.TenantKeys;

namespace Stage5.Tests.Configuration;

public sealed class TenantKeysTests
{
    private static readonly IConfiguration Configured = new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("Stage5:Access:Issuers:one:Tenant", "south"), new("Stage5:Access:Issuers:both:Tenants:a", "north"),
        new("Stage5:Access:Issuers:both:Tenants:b", "south"), new("Stage5:Callbacks:Sources:crm:Tenant", "south"),
    ]).Build();

    [Theory]
    [InlineData("Stage5:Limits:south:Concurrency", true)]
    [InlineData("stage5:limits:South:Concurency", true)]
    [InlineData("Stage5:Limits:south", true)]
    [InlineData("Stage5:Routing:Tenants:south:Allow:0", true)]
    [InlineData("Stage5:Tones:south:formal", true)]
    [InlineData("Stage5:Audit:TenantRetention:south", true)]
    [InlineData("Stage5:Secrets:Vaults:south", true)]
    [InlineData("Stage5:Access:Issuers:one:Authority", true)]
    [InlineData("Stage5:Access:Issuers:both:Tenants:b", true)]
    [InlineData("Stage5:Callbacks:Sources:crm:Secret", true)]
    [InlineData("Stage5:Callbacks:Sources:CRM:Scret", true)]
    [InlineData("Stage5:Limits:NORTH:Concurrency", false)]
    [InlineData("Stage5:Limits:Default:Concurrency", false)]
    [InlineData("Stage5:Access:Issuers:both:Tenants:a", false)]
    [InlineData("Stage5:Access:Issuers:both:Authority", false)]
    [InlineData("Stage5:Access:Issuers:new:Authority", false)]
    [InlineData("Stage5:Callbacks:Sources:new:Secret", false)]
    [InlineData("Stage5:Audit:Path", false)]
    [InlineData("Stage5:Secrets:south", false)]
    public void A_key_that_says_something_of_another_tenant_is_known_by_its_level_or_by_what_stands_beside_it(
        string key, bool another) =>
        new TenantKeys(KnownKeys.All).IsOfAnother(key, "north", Configured).ShouldBe(another);
}
