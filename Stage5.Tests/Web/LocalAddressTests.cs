extern alias web;

using web::Stage5.Web.Security;

namespace Stage5.Tests.Web;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/tasks?cursor=1#x", "/tasks?cursor=1#x")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("tasks", "/")]
    [InlineData("//evil.example.com", "/")]
    [InlineData("/\\evil.example.com", "/")]
    [InlineData("/\t/evil.example.com", "/")]
    [InlineData("https://evil.example.com", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/login?code=x", "/")]
    [Trait("Attack", "open redirect")]
    [Trait("Threat", "WEB-S3")]
    public void Only_a_path_of_this_host_is_gone_to(string? asked, string expected) =>
        LocalAddress.Of(asked).ShouldBe(expected);
}
