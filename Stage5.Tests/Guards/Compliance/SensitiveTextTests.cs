using Stage5.Core.Guards.Compliance;

namespace Stage5.Tests.Guards.Compliance;

public sealed class SensitiveTextTests
{
    [Theory]
    [InlineData("user a@x.com paid with 4111111111111111", "user [email] paid with [card]")]
    [InlineData("key=sk-abcdefgh12345678 from 10.1.2.3", "key=[secret] from 10.1.2.3")]
    [InlineData("ES9121000418450200051332 12345678Z +34600123456", "[iban] [national_id] [phone]")]
    public void A_line_of_the_log_names_the_class_only(string text, string expected) =>
        SensitiveText.Redact(text).ShouldBe(expected);

    [Fact]
    public void A_line_with_nothing_in_it_is_the_same_line()
    {
        var line = "Task 0193e0b4-7c1a-7d2e-9b1a-2f3c4d5e6f70 took 12.5 ms on 10.1.2.3:5180";

        SensitiveText.Redact(line).ShouldBeSameAs(line);
    }
}
