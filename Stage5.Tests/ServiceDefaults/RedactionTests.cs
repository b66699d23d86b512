using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class RedactionTests
{
    private const string Jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl";

    [Theory]
    [InlineData("GET /login?code=abc&x=1 done", "GET /login?code=***&x=*** done")]
    [InlineData("Authorization: Bearer ey.abc.def, next", "Authorization: Bearer ***, next")]
    [InlineData("a Bearer abc", "a Bearer ***")]
    [InlineData("key sk-proj-abcDEF_123 of OpenAI", "key *** of OpenAI")]
    [InlineData("gsk_abcdefgh1234", "***")]
    [InlineData("api-key: 1234", "api-key: ***")]
    [InlineData("X-Api-Key=1234;", "X-Api-Key=***;")]
    [InlineData("Ocp-Apim-Subscription-Key: 12 34", "Ocp-Apim-Subscription-Key: *** 34")]
    [InlineData("redis:6379,password=p@ss,ssl=true", "redis:6379,password=***,ssl=true")]
    [InlineData("AccountKey=ab+/c==;EndpointSuffix=x", "AccountKey=***;EndpointSuffix=x")]
    [InlineData("SharedAccessKey=abc;", "SharedAccessKey=***;")]
    [InlineData("{\"client_secret\":\"a b, c\",\"a\":1}", "{\"client_secret\":***\",\"a\":1}")]
    [InlineData("{\\\"password\\\":\\\"a b\\\"}", "{\\\"password\\\":***\"}")]
    [InlineData("Cookie: a=b; c=d\nHost: x", "Cookie: ***\nHost: x")]
    [InlineData("redis://:pass@host:1/0", "redis://:***@host:1/0")]
    [InlineData("https://user:pass@host/", "https://user:***@host/")]
    [InlineData("session s5a_00112233445566778899aabbccddeeff_0123 ended", "session *** ended")]
    [InlineData("key s5_00112233445566778899aabbccddeeff_0123 is used", "key *** is used")]
    [InlineData("signed with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/=", "signed with ***")]
    [InlineData("stage5_tokens_checked_total", "stage5_tokens_checked_total")]
    [InlineData($"got {Jwt}.", "got ***")]
    [InlineData("Basic dXNlcjpwYXNz", "Basic ***")]
    [InlineData("Is this fine? Yes.", "Is this fine? Yes.")]
    [InlineData("The secret groq-key expires in 6 days.", "The secret groq-key expires in 6 days.")]
    [InlineData("max_tokens=5, tokens: 12", "max_tokens=5, tokens: 12")]
    public void What_looks_like_a_secret_is_cut_out_of_a_text(string text, string expected) =>
        SecretPatterns.Redact(text).ShouldBe(expected);

    [Fact]
    public void A_hostile_text_of_a_megabyte_is_searched_or_withheld_but_never_passed_on()
    {
        foreach (var part in (string[])["a-", "password ", "://a:", "eyJaaaaaaaaaa.", "?a=b", "Bearer  "])
        {
            var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)) + " sk-canary-12345678";
            SecretPatterns.Redact(text).ShouldNotContain("canary", customMessage: part);
        }
    }
}
