using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class ProtectionKeyStoreTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_key_is_kept_once_and_never_replaced(StoreKind kind)
    {
        var keys = new ProtectionKeyStore((await NodeAsync(kind)).Store);
        var key = new ProtectionKey { Name = "key-1", Xml = "<key id=\"1\"><value>ä</value></key>" };

        (await keys.ReadAsync(Ct)).ShouldBeEmpty();
        (await keys.KeepAsync(key, Ct)).ShouldBeTrue();
        (await keys.KeepAsync(key, Ct)).ShouldBeTrue();
        (await keys.KeepAsync(key with { Xml = "<key/>" }, Ct)).ShouldBeFalse();

        (await keys.ReadAsync(Ct)).ShouldHaveSingleItem().ShouldBe(key);
    }

    [Theory, OnEachStore]
    public async Task There_is_an_end_to_how_many_are_kept(StoreKind kind)
    {
        var keys = new ProtectionKeyStore((await NodeAsync(kind)).Store);
        for (var i = 0; i < 200; i++)
            await keys.KeepAsync(new ProtectionKey { Name = $"key-{i}", Xml = "<key/>" }, Ct);

        await Should.ThrowAsync<InvalidOperationException>(
            () => keys.KeepAsync(new ProtectionKey { Name = "one-more", Xml = "<key/>" }, Ct));
    }
}
