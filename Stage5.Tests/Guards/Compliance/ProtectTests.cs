using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language;

namespace Stage5.Tests.Guards.Compliance;

public sealed class ProtectTests
{
    private const string Visa = "4111 1111 1111 1111";

    [Theory]
    [InlineData("Write to ana.b+c@example.co.uk, please.", "Write to {{email_1}}, please.")]
    [InlineData("Card 4111-1111-1111-1111 exp 12/27", "Card {{card_1}} exp 12/27")]
    [InlineData("Card ４１１１１１１１１１１１１１１１.", "Card {{card_1}}.")]
    [InlineData("Card 4111\u200B1111\u200B1111\u200B1111!", "Card {{card_1}}!")]
    [InlineData("Card 4111\u00A01111\u20111111\u00A01111", "Card {{card_1}}")]
    [InlineData("卡号4111111111111111，谢谢", "卡号{{card_1}}，谢谢")]
    [InlineData("IBAN: ES91 2100 0418 4502 0005 1332.", "IBAN: {{iban_1}}.")]
    [InlineData("gb29nwbk60161331926819 is mine", "{{iban_1}} is mine")]
    [InlineData("GB29 NWBK 6016 1331 9268 19", "{{iban_1}}")]
    [InlineData("DNI 12345678Z", "DNI {{national_id_1}}")]
    [InlineData("NIE X-1234567-L", "NIE {{national_id_1}}")]
    [InlineData("NIR 1 85 05 78 006 084 91", "NIR {{national_id_1}}")]
    [InlineData("Steuer-ID 86 095 742 719", "Steuer-ID {{national_id_1}}")]
    [InlineData("CF RSSMRA85T10A562S", "CF {{national_id_1}}")]
    [InlineData("BSN 111222333", "BSN {{national_id_1}}")]
    [InlineData("CPF 529.982.247-25", "CPF {{national_id_1}}")]
    [InlineData("NINO AB 12 34 56 C", "NINO {{national_id_1}}")]
    [InlineData("SSN 123-45-6789", "SSN {{national_id_1}}")]
    [InlineData("Call +34 600 123 456 now", "Call {{phone_1}} now")]
    [InlineData("Ruf an: 0049 (0) 170 1234567", "Ruf an: {{phone_1}}")]
    [InlineData("my phone: (212) 555-0123", "my phone: {{phone_1}}")]
    [InlineData("from 192.168.10.7 and 2001:db8::8a2e:370:7334", "from {{ip_1}} and {{ip_2}}")]
    [InlineData("key sk-ant-api03-abcdEFGH1234 end", "key {{secret_1}} end")]
    [InlineData("Authorization: Bearer abc123.def456-ghi", "Authorization: Bearer {{secret_1}}")]
    [InlineData("password=hunter2!", "password={{secret_1}}")]
    [InlineData("\"api_key\": \"a1b2c3d4\"", "\"api_key\": \"{{secret_1}}\"")]
    [InlineData("postgres://app:s3cret@db/x", "postgres://app:{{secret_1}}@db/x")]
    [InlineData("x -----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY----- y", "x {{secret_1}} y")]
    [InlineData("token 8Zk3vQ1xT7mB2nR5yW9cL4pD6sF0gH3j", "token {{secret_1}}")]
    [Trait("Threat", "MD-I1")]
    public void Each_class_becomes_a_token_and_comes_back(string text, string expected)
    {
        var redactions = new Redactions();

        var safe = Guards.Of().Protect(Guards.Tenant, text, redactions);

        safe.Text.ShouldBe(expected);
        redactions.Restore(safe.Text).ShouldBe(text);
        safe.Findings.ShouldAllBe(finding => finding.Action == "redact" && finding.Policy == $"pii.{finding.Class}");
    }

    [Theory]
    [InlineData("On 2024-11-05 at 12:30:45, order 0049-2024, total 1.234.567,89 EUR.")]
    [InlineData("Version 1.2.3.4, release v10.0.0.1, ISBN 978-3-16-148410-0.")]
    [InlineData("Call me at 10:30 on 31.12.2024")]
    [InlineData("id 550e8400-e29b-41d4-a716-446655440000 sha 356a192b7913b04c54574d18c28d46e6395428ab")]
    [InlineData("Card 4111 1111 1111 1112, IBAN ES92 2100 0418 4502 0005 1332")]
    [InlineData("password: required. Secret: the ingredient. Bearer authentication, logo@2x.png, git@github.com:a/b")]
    [InlineData("password={{password}} api_key: <YOUR_KEY> token=$TOKEN")]
    [InlineData("127.0.0.1 and ::1 and std::vector and 10:20")]
    public void What_only_looks_like_it_stays(string text) =>
        Guards.Of().Protect(Guards.Tenant, text, new Redactions()).Text.ShouldBeSameAs(text);

    [Fact]
    public void The_same_value_has_the_same_token_in_every_text_of_the_turn()
    {
        var (guard, redactions) = (Guards.Of(), new Redactions());

        guard.Protect(Guards.Tenant, "a@x.com, b@x.com, a@x.com", redactions).Text
            .ShouldBe("{{email_1}}, {{email_2}}, {{email_1}}");
        guard.Protect(Guards.Tenant, "b@x.com", redactions).Text.ShouldBe("{{email_2}}");
    }

    [Fact]
    public void A_translator_keeps_each_token_as_often_as_it_stands()
    {
        var safe = Guards.Of().Protect(Guards.Tenant, $"Pay {Visa} or {Visa} from a@x.com", new Redactions()).Text;

        var found = ProtectedText.Find(safe);

        found.Spans.ShouldBe(["{{card_1}}", "{{card_1}}", "{{email_1}}"]);
        found.IsKeptIn("{{email_1}}: paga {{card_1}} o {{card_1}}").ShouldBeTrue();
        found.IsKeptIn("{{email_1}}: paga {{card_1}}").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{{card_1}} is not {{ Card_1 }} nor {card_1}, but 4111111111111111")]
    [InlineData("4111111111111111 is not {{card_1}}")]
    [InlineData("\\4111111111111111 \\{\\4111111111111111\\}} {4111111111111111} { 4111111111111111 }")]
    [InlineData("{{text_1}} {{text_2}} a@x.com \\{\\{email\\_1\\}\\}")]
    public void What_the_caller_wrote_in_the_shape_of_a_token_is_not_taken_for_one(string text)
    {
        var redactions = new Redactions();

        var safe = Guards.Of().Protect(Guards.Tenant, text, redactions);

        redactions.Restore(safe.Text).ShouldBe(text);
        safe.Text.ShouldNotContain("4111");
    }

    [Theory]
    [InlineData("{{email_1}}")]
    [InlineData("{{ email_1 }}")]
    [InlineData("{{EMAIL_1}}")]
    [InlineData("{email_1}")]
    [InlineData("{{email\\_1}}")]
    [InlineData("\\{\\{email_1\\}\\}")]
    [InlineData("｛｛email_1｝｝")]
    [InlineData("{{ Email 1 }}")]
    [InlineData("{{email_1")]
    public void A_token_is_restored_however_a_model_writes_it(string token)
    {
        var redactions = new Redactions();
        Guards.Of().Protect(Guards.Tenant, "a@x.com", redactions);

        redactions.Restore($"To {token}").ShouldBe("To a@x.com");
        redactions.Restore($"{token}.").ShouldBe("a@x.com.");
        redactions.ToString().ShouldNotContain("a@x.com");
    }

    [Theory]
    [InlineData("{{email_2}} {{card_1}} {{email_01}} {{email_11}} {{name}} email_1 {{email_1x}} {")]
    [Trait("Threat", "MD-T1")]
    public void A_token_that_the_turn_did_not_make_is_left_alone(string text)
    {
        var redactions = new Redactions();
        Guards.Of().Protect(Guards.Tenant, "a@x.com", redactions);

        redactions.Restore(text).ShouldBe(text);
    }

    [Fact]
    public void A_blocked_class_is_refused_by_name_without_the_value()
    {
        var guard = Guards.Of(("Default:Classes:card", "block"));

        var thrown = Should.Throw<ComplianceException>(() => guard.Protect(Guards.Tenant, $"{Visa} {Visa} a@x.com", new()));

        thrown.Message.ShouldBe("Policy does not allow: card.");
        thrown.Findings.ShouldBe([
            new ComplianceFinding("card", "block", 2, "pii.card"), new ComplianceFinding("email", "redact", 1, "pii.email")]);
        thrown.Classes.ShouldBe(["card"]);
        thrown.ToString().ShouldNotContain("4111");
    }

    [Fact]
    public void A_find_that_overlaps_another_leaves_whole()
    {
        var safe = Guards.Of().Protect(Guards.Tenant, "password=ana@example.com1", new());

        safe.Text.ShouldBe("password={{secret_1}}");
    }
}
