using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Stage5.Tests.Models;
using Stage5.Tests.Secrets;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Security;

/// <summary>Somebody answers in another's place, over TLS with a certificate that nobody vouches for.</summary>
public sealed class ImpostorTests : IAsyncLifetime
{
    private Impostor _impostor = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _impostor = new Impostor();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _impostor.DisposeAsync();

    [Fact]
    [Trait("Threat", "MD-S1")]
    public async Task A_model_is_told_neither_a_text_nor_a_key()
    {
        await using var models = new TestModels(
            ("Models:Providers:llm:Kind", "OpenAICompatible"),
            ("Models:Providers:llm:Endpoint", $"https://127.0.0.1:{_impostor.Port}/v1"),
            ("Models:Providers:llm:Model", "tiny-1"),
            ("Models:Providers:llm:SecretName", "llm-key"),
            ("Secrets:llm-key", "s3cr3t-canary"));

        var client = models.Provider("llm").Client!;
        await Should.ThrowAsync<Exception>(
            () => client.GetResponseAsync([new ChatMessage(ChatRole.User, "hello")], cancellationToken: Ct));

        await _impostor.ShouldHaveHeardNothingAsync();
    }

    [Fact]
    [Trait("Threat", "ST-S1")]
    public async Task A_store_is_told_neither_the_password_nor_a_key()
    {
        var builder = TestHost.Builder(("ConnectionStrings:cache",
            $"127.0.0.1:{_impostor.Port},ssl=true,password=hunter2,connectTimeout=500,connectRetry=1"));
        builder.AddRedisClient("cache");
        await using var app = builder.Build();

        app.Services.GetRequiredService<IConnectionMultiplexer>().IsConnected.ShouldBeFalse();

        await _impostor.ShouldHaveHeardNothingAsync();
    }

    [Fact]
    [Trait("Threat", "SC-S1")]
    public async Task A_vault_is_told_neither_a_name_nor_a_token()
    {
        var builder = TestHost.Builder();
        builder.AddSecretVaults();
        await using var app = builder.Build();
        var open = app.Services.GetRequiredService<Func<Uri, SecretClient>>();

        await Should.ThrowAsync<Exception>(
            () => open(new Uri($"https://127.0.0.1:{_impostor.Port}/")).GetSecretAsync("groq-key", cancellationToken: Ct));

        await _impostor.ShouldHaveHeardNothingAsync();
    }

    private sealed class Impostor : IAsyncDisposable
    {
        private readonly X509Certificate2 _certificate = ScriptedVault.NewCertificate();
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource<int> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _running;

        public Impostor()
        {
            _listener.Start();
            _running = RunAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>Somebody came, and said nothing once the certificate was shown.</summary>
        public async Task ShouldHaveHeardNothingAsync() => (await _heard.Task.WaitAsync(Ct)).ShouldBe(0);

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _running;
            _certificate.Dispose();
        }

        private async Task RunAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    _heard.TrySetResult(await ListenAsync(client));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // It was stopped.
            }
        }

        private async Task<int> ListenAsync(TcpClient client)
        {
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(_certificate);
                return await stream.ReadAsync(new byte[64]);
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                return 0;
            }
        }
    }
}
