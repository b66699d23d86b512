using System.Security.Cryptography;
using System.Text;
using Stage5.Core.Audit;

namespace Stage5.Tests.Audit;

public sealed class AuditChainTests
{
    [Fact]
    public void A_line_is_hashed_as_a_stranger_would_hash_it()
    {
        var (line, hash) = AuditChain.Seal("""{"action":"key.made","number":1}""", AuditChain.Genesis);

        var body = $$"""{"action":"key.made","number":1,"prev":"{{new string('0', 64)}}"}""";
        hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))));
        line.ShouldBe($$"""{{body[..^1]}},"hash":"{{hash}}"}""");
        AuditChain.IsIntact(line).ShouldBeTrue();
        AuditChain.HashesOf(line).ShouldBe((AuditChain.Genesis, hash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"number":1,"hash":"abc"}""")]
    public void What_is_no_sealed_line_has_no_hashes(string line) => AuditChain.HashesOf(line).ShouldBeNull();

    [Fact]
    public void A_chain_as_it_was_written_is_right_to_its_end()
    {
        var verifier = Verify(Chain(50));

        verifier.Fault.ShouldBeNull();
        verifier.Last.Number.ShouldBe(50);
    }

    [Fact]
    public void Every_single_byte_that_is_changed_is_found_at_its_record()
    {
        var chain = Chain(3);
        for (var at = 0; at < chain[1].Length; at++)
        {
            var changed = chain.ToArray();
            changed[1] = Changed(chain[1], at);

            Verify(changed).Fault.ShouldNotBeNull($"byte {at}: {changed[1]}").Number.ShouldBe(2);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void A_record_that_is_gone_is_named(int number)
    {
        var chain = Chain(20);

        var fault = Verify([.. chain.Where((_, i) => i != number - 1)], HeadOf(chain)).Fault;

        fault.ShouldNotBeNull();
        (fault.Kind, fault.Number).ShouldBe((AuditFaultKind.Missing, number));
    }

    [Fact]
    public void The_end_that_was_cut_off_is_missing()
    {
        var chain = Chain(20);

        var fault = Verify(chain[..12], HeadOf(chain)).Fault;

        (fault!.Kind, fault.Number).ShouldBe((AuditFaultKind.Missing, 13));
    }

    [Fact]
    public void Records_that_changed_places_are_named_as_such()
    {
        var chain = Chain(20);
        (chain[4], chain[9]) = (chain[9], chain[4]);

        var fault = Verify(chain).Fault;

        (fault!.Kind, fault.Number).ShouldBe((AuditFaultKind.Reordered, 5));
    }

    [Fact]
    public void A_record_written_anew_with_a_hash_that_fits_is_found_by_the_one_after_it()
    {
        var chain = Chain(5);
        var prev = AuditChain.HashesOf(chain[2])!.Value.Prev;
        chain[2] = AuditChain.Seal("""{"action":"nothing.happened","number":3}""", prev).Line;

        var fault = Verify(chain).Fault;

        (fault!.Kind, fault.Number).ShouldBe((AuditFaultKind.Altered, 4));
    }

    [Fact]
    [Trait("Threat", "AU-S1")]
    public void A_whole_chain_written_anew_is_found_by_its_head()
    {
        var head = HeadOf(Chain(5));

        Verify(Chain(5, "other"), head).Fault!.Kind.ShouldBe(AuditFaultKind.Altered);
    }

    [Fact]
    [Trait("Threat", "AU-S1")]
    public void A_head_is_signed_by_its_key_and_no_other()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = new AuditSigner(Convert.ToBase64String(key.ExportPkcs8PrivateKey()));
        var head = signer.Sign(new AuditHead(
            AuditChains.Format, "demo", 5, new string('a', 64), DateTimeOffset.UnixEpoch, KeyId: null, Signature: null));

        head.IsSignedBy(signer.PublicKey).ShouldBeTrue();
        (head with { Number = 4 }).IsSignedBy(signer.PublicKey).ShouldBeFalse();
        (head with { Tenant = "other" }).IsSignedBy(signer.PublicKey).ShouldBeFalse();
        (head with { Hash = new string('b', 64) }).IsSignedBy(signer.PublicKey).ShouldBeFalse();
        (head with { Signature = null }).IsSignedBy(signer.PublicKey).ShouldBeFalse();
        head.IsSignedBy(other.ExportSubjectPublicKeyInfo()).ShouldBeFalse();
    }

    private static string[] Chain(int length, string word = "key.made")
    {
        var (lines, prev) = (new string[length], AuditChain.Genesis);
        for (var i = 0; i < length; i++)
            (lines[i], prev) = AuditChain.Seal($$"""{"action":"{{word}}","number":{{i + 1}}}""", prev);
        return lines;
    }

    private static AuditPlace HeadOf(string[] chain) => new(chain.Length, AuditChain.HashesOf(chain[^1])!.Value.Hash);

    private static AuditVerifier Verify(string[] lines, AuditPlace? head = null)
    {
        var verifier = new AuditVerifier(AuditPlace.Start);
        foreach (var line in lines)
            verifier.Read(line);
        if (head is not null)
            verifier.End(head);
        return verifier;
    }

    private static string Changed(string line, int at) =>
        string.Concat(line.AsSpan(0, at), line[at] == 'x' ? "y" : "x", line.AsSpan(at + 1));
}
