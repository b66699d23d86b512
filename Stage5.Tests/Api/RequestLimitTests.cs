using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Stage5.Tests.Api;

[Collection(Alone.Name)]
public sealed class RequestLimitTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    [InlineData("GZIP")]
    [Trait("Threat", "API-D3")]
    public async Task A_bomb_is_refused_before_it_is_inflated(string encoding)
    {
        var bomb = Bomb(megabytes: 256);
        bomb.Length.ShouldBeLessThan(1024 * 1024);
        var before = GC.GetTotalAllocatedBytes();
        using var client = api.ClientOf("user");
        using var content = new ByteArrayContent(bomb);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var response = await client.PostAsync("/api/translate", content, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(415, "unsupported_encoding");
        response.Headers.GetValues("Accept-Encoding").ShouldBe(["identity"]);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(64 * 1024 * 1024);
    }

    [Theory]
    [InlineData(31, HttpStatusCode.UnprocessableEntity)]
    [InlineData(32, HttpStatusCode.BadRequest)]
    [InlineData(50_000, HttpStatusCode.BadRequest)]
    [Trait("Threat", "API-T2")]
    public async Task A_document_may_nest_32_levels(int lists, HttpStatusCode expected)
    {
        var nested = new string('[', lists) + new string(']', lists);
        using var client = api.ClientOf("user");
        using var content = new StringContent(
            $$"""{"unknown":{{nested}},"text":"Hello","sourceLanguage":"es","targetLanguage":"es"}""", Encoding.UTF8, "application/json");

        using var response = await client.PostAsync("/api/translate", content, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(expected);
    }

    private static byte[] Bomb(int megabytes)
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < megabytes; i++) gzip.Write(zeros);
        }

        return bomb.ToArray();
    }
}
