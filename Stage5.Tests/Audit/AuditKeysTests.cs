using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

public sealed class AuditKeysTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    [Fact]
    public async Task While_the_secret_with_the_signing_key_cannot_be_read_nothing_is_sealed()
    {
        var world = await WorldAsync(StoreKind.Redis);
        await WriteAsync(world, 3);
        world.Options.SigningKeySecret = "audit-signing-key";

        (await world.Keeper.RunAsync(Ct)).ShouldBe(0);

        world.Told.Lines.ShouldContain(line => line.StartsWith("1214 ", StringComparison.Ordinal)
            && line.Contains("names audit-signing-key, which is in no source", StringComparison.Ordinal));
        world.Files(Tenant).ShouldBeEmpty();
        (await world.Reader.StateAsync(Tenant, Ct)).Head.ShouldBeNull();
        // Whoever only verifies goes on, with the keys that are configured as public ones.
        world.Reader.TrustedKeys.ShouldBeEmpty();
        (await world.Reader.VerifyAsync(Tenant, null, Ct)).Open.ShouldBe(3);

        world.Options.SigningKeySecret = null;
        Time.Advance(TimeSpan.FromSeconds(15));
        (await world.Keeper.RunAsync(Ct)).ShouldBe(3);
        (await world.Reader.StateAsync(Tenant, Ct)).Head.ShouldNotBeNull().Signature.ShouldNotBeNull();
    }
}
