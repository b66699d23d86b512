using System.Text;
using System.Text.RegularExpressions;
using Stage5.Core.Guards.Compliance;

namespace Stage5.Tests.Guards.Compliance;

public sealed class AnswerFilterTests
{
    private const string Key = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEowIBAAKCAQEA7bqPzS\n-----END RSA PRIVATE KEY-----";

    private const string Jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    private static readonly string[] Pieces =
    [
        "Hello", "world", "the", "a", "In", "2024", "on 2024-11-05 at", "12:30", "costs 1.234,56 EUR", "naïve café", "你好，世界", "こんにちは",
        "4111 1111 1111 1111", "4111-1111-1111-1112", "5555555555554444", "３７８２８２２４６３１０００５", "ES91 2100 0418 4502 0005 1332",
        "gb29 nwbk 6016 1331 9268 19", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", "12345678Z", "x-1234567-l", "1 85 05 78 006 084 91", "RSS MRA 85T10 A562S",
        "AB 12 34 56 C", "123-45-6789", "BSN: 111222333", "529.982.247-25", "phone 600 123 456", "+34 600 123 456", "+49 (0) 170 1234567",
        "0044 20 7946 0958", "192.168.1.7", "v1.2.3.4", "2001:db8::1", "ana.b@example.com", "@ana", "pkg@1.2.3", "sk-abcdefgh12345678", "AKIAIOSFODNN7EXAMPLE",
        "Bearer abc123.def456", "password: hunter2!x", "api_key = 'a1b2c3'", "https://u:p4ss@h.example/x?token=a1b2c3d4", Key, Jwt,
        "8Zk3vQ1xT7mB2nR5yW9cL4pD6sF0gH3j", "{{email_1}}", "{{ Email_1 }}", "{email_1}", "{{email_2}}", "{{card_1}}", "{", "}}", "{{", "\\{\\{email\\_1\\}\\}", "{{national_id_1}}", "projet",
        "secret", "projet  secret", "(", ")", ",", ".", ":", "-", "--", "-----BEGIN", "4111\u200B1111\u200B11111111", "🎉", "KEY-----", "AB", "X", "1", "00", "+",
    ];

    private static readonly string[] Gaps = [" ", " ", " ", " ", "", "", "  ", "\n", ", ", ". ", "\t", "\u00A0", "-"];

    [Theory]
    [InlineData(6, 10_000)]
    [Trait("Duration", "long")]
    public void The_split_into_parts_changes_nothing_however_often(int seed, int times) =>
        The_split_into_parts_changes_nothing(seed, times);

    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 300)]
    public void The_split_into_parts_changes_nothing(int seed, int times)
    {
        var random = new Random(seed);
        var (guard, redactions) = Turn();
        for (var i = 0; i < times; i++)
        {
            var text = RandomText(random);
            var whole = guard.Filter(redactions, text);

            guard.Filter(redactions, text.Select(c => c.ToString())).ShouldBe(whole, $"seed {seed}, {i}, characters of: {text}");
            guard.Filter(redactions, Split(random, text)).ShouldBe(whole, $"seed {seed}, {i}, parts of: {text}");
        }
    }

    /// <summary>Nothing that Protect finds in what has left so far may be in what has left, for any split.</summary>
    [Fact]
    public void What_has_left_is_always_a_beginning_of_the_filtered_whole()
    {
        var random = new Random(3);
        var (guard, redactions) = Turn();
        for (var i = 0; i < 200; i++)
        {
            var text = RandomText(random);
            var whole = guard.Filter(redactions, text);
            var filter = guard.FilterAnswer(Guards.Tenant, redactions);
            var left = new StringBuilder();
            foreach (var part in Split(random, text))
            {
                left.Append(filter.Push(part));
                whole.ShouldStartWith(left.ToString(), Case.Sensitive, text);
            }
        }
    }

    [Fact]
    public void No_text_makes_it_fail()
    {
        const string signs = "0123456789aAbBxXzZ +-()./:@{}\\_='\"\n\u200B\uD835\uDFCE\u0301你eyJskBEGIN";
        var random = new Random(7);
        var (guard, redactions) = Turn();
        for (var i = 0; i < 1000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => random.Next(8) == 0
                ? Pieces[random.Next(Pieces.Length)] : signs[random.Next(signs.Length)].ToString()));
            var whole = guard.Filter(redactions, text);

            guard.Filter(redactions, Split(random, text)).ShouldBe(whole, $"{i}: {text}");
            var own = new Redactions();
            own.Restore(guard.Protect(Guards.Tenant, text, own).Text).ShouldBe(text, $"{i}: {text}");
        }
    }

    [Fact]
    public void The_whole_is_what_protecting_it_finds()
    {
        var random = new Random(4);
        var guard = Guards.Of();
        for (var i = 0; i < 600; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 12).Select(_ => Pieces[random.Next(Pieces.Length)]).Where(piece => !piece.Contains('{')));
            var redactions = new Redactions();
            var safe = guard.Protect(Guards.Tenant, text, redactions).Text;

            var filtered = guard.Filter(new Redactions(), text);

            Regex.Replace(safe, @"\{\{(?<class>\w+?)_\d+\}\}", "[${class}]", RegexOptions.None, TimeSpan.FromSeconds(1))
                .ShouldBe(filtered, text);
        }
    }

    [Fact]
    public void The_turns_own_values_come_back_and_the_models_are_redacted()
    {
        var (guard, redactions) = Turn();

        guard.Filter(redactions, "Write to {{em", "ail_", "1}}, not to bob@x", ".com or ana@exam", "ple.com.")
            .ShouldBe("Write to ana@example.com, not to [email] or ana@example.com.");
    }

    [Fact]
    public void Plain_words_leave_with_the_next_one()
    {
        var filter = Guards.Of().FilterAnswer(Guards.Tenant, new());

        filter.Push("Hello").ShouldBe("");
        filter.Push(" big wor").ShouldBe("Hello big ");
        filter.Push("ld. ").ShouldBe("world. ");
        filter.Push("你好世界").ShouldBe("你好世界");
        filter.Flush().ShouldBe("");
    }

    [Fact]
    public void No_more_than_the_bound_is_held()
    {
        var random = new Random(5);
        var (guard, redactions) = Turn();
        foreach (var unit in new[] { "x", "1 ", "ab ", "AB ", "a.", "9", "{{ ", "AB1 ", "a@", ":: " })
        {
            var filter = guard.FilterAnswer(Guards.Tenant, redactions);
            var (pushed, left) = (0, 0);
            for (var i = 0; i < 600; i++)
            {
                var part = unit[..random.Next(1, unit.Length + 1)];
                pushed += part.Length;
                left += filter.Push(part).Length;
                (pushed - left).ShouldBeLessThanOrEqualTo(256 + unit.Length, unit);
            }
        }
    }

    [Fact]
    public void A_long_secret_in_small_parts_costs_no_more_than_its_length()
    {
        var filter = Guards.Of().FilterAnswer(Guards.Tenant, new());
        var output = new StringBuilder(filter.Push("key: sk-a1"));
        for (var i = 0; i < 20_000; i++) output.Append(filter.Push("b2c3"));

        output.Append(filter.Push(" end")).Append(filter.Flush());

        output.ToString().ShouldBe("key: [secret] end");
    }

    [Fact]
    public void Nothing_to_restore_and_all_allowed_passes_through()
    {
        var guard = Guards.Of([.. ComplianceClasses.Detected.Select(name => ($"Default:Classes:{name}", "allow"))]);
        var filter = guard.FilterAnswer(Guards.Tenant, new());

        var part = "4111 1111 1111 1111";

        filter.Push(part).ShouldBeSameAs(part);
        filter.Flush().ShouldBe("");
    }

    [Fact]
    public void A_blocked_class_ends_the_stream_before_any_of_it_leaves()
    {
        var filter = Guards.Of(("Default:Classes:card", "block")).FilterAnswer(Guards.Tenant, new());
        var left = filter.Push("My card: 4111 11") + filter.Push("11 1111 11");

        var thrown = Should.Throw<ComplianceException>(() => { left += filter.Push("11, ok? Yes it is."); left += filter.Flush(); });

        left.ShouldBe("My card: ");
        thrown.Findings.ShouldContain(finding => finding.Class == "card" && finding.Action == "block");
        Should.Throw<ComplianceException>(() => filter.Push("more"));
    }

    private static (ComplianceGuard Guard, Redactions Redactions) Turn()
    {
        var guard = Guards.Of(("Default:BannedPhrases", "projet secret"));
        var redactions = new Redactions();
        guard.Protect(Guards.Tenant, "ana@example.com 4012888888881881 12345678Z", redactions);
        return (guard, redactions);
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 40); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]).Append(Gaps[random.Next(Gaps.Length)]);
        return text.ToString();
    }

    private static IEnumerable<string> Split(Random random, string text)
    {
        var most = random.Next(1, 60);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.Next(1, most + 1), text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
