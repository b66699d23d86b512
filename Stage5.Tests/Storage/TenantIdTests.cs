using Stage5.Core.Storage;

namespace Stage5.Tests.Storage;

public sealed class TenantIdTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("0")]
    [InlineData("a.b_c@d-e")]
    public void Names_that_are_safe_in_keys_are_valid(string tenant) => TenantId.IsValid(tenant).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Demo")]
    [InlineData("-demo")]
    [InlineData("de}mo")]
    [InlineData("de{mo")]
    [InlineData("de:mo")]
    [InlineData("demo\n")]
    [InlineData("démo")]
    [Trait("Threat", "ST-T1")]
    public void Names_that_could_leave_the_tenants_keys_are_not(string? tenant)
    {
        TenantId.IsValid(tenant).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Keys.Root(tenant!));
    }

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        TenantId.IsValid(new string('a', 64)).ShouldBeTrue();
        TenantId.IsValid(new string('a', 65)).ShouldBeFalse();
    }
}
