using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using StackExchange.Redis;
using Stage5.Core.Audit;
using Stage5.Core.Secrets;
using Stage5.Core.Settings;
using Stage5.Core.Storage;
using Stage5.Tests.Models;

namespace Stage5.Tests.Audit;

/// <summary>The audit as one process has it: writes, seals on a disk of its own or another's, reads.</summary>
internal sealed class AuditWorld : IDisposable
{
    private readonly Store _connection;
    private readonly TimeProvider _time;
    private readonly LoggerFactory _logs;

    /// <param name="signingKey">Of another world; null makes one.</param>
    /// <param name="path">Of another world's disk; null makes one.</param>
    public AuditWorld(Store connection, TimeProvider time, string? signingKey = null, string? path = null)
    {
        (_connection, _time) = (connection, time);
        Told = new RecordingLog();
        _logs = new LoggerFactory([Told]);
        if (signingKey is null)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            signingKey = Convert.ToBase64String(key.ExportPkcs8PrivateKey());
        }
        SigningKey = signingKey;
        Path = path ?? Directory.CreateTempSubdirectory("stage5-audit-").FullName;
        Options = new AuditOptions { Path = Path, SigningKey = signingKey, SegmentRecords = 100 };
        Keys = new AuditKeys(Microsoft.Extensions.Options.Options.Create(Options), Substitute.For<ISecrets>(),
            NullLogger<AuditSealer>.Instance);
        Segments = new AuditSegments(Path, Options.SegmentRecords);
        Log = new AuditLog(connection);
        Store = new AuditStore(connection);
        Sealer = new AuditSealer(Store, Segments, Keys, time, _logs.CreateLogger<AuditSealer>());
        Reader = new AuditReader(Store, Keys);
        Settings = new SettingsStore(connection);
        Keeper = NewKeeper();
    }

    public string SigningKey { get; }

    public string Path { get; }

    public AuditOptions Options { get; }

    public AuditKeys Keys { get; }

    public AuditSegments Segments { get; }

    public AuditLog Log { get; }

    public AuditStore Store { get; }

    public AuditSealer Sealer { get; }

    public AuditReader Reader { get; }

    public AuditKeeper Keeper { get; }

    public SettingsStore Settings { get; }

    /// <summary>What was logged by the one who seals.</summary>
    public RecordingLog Told { get; }

    public byte[] PublicKey => Keys.Trusted.Values.First();

    public IReadOnlyList<string> Files(string chain) =>
        AuditSegments.FilesIn(System.IO.Path.Combine(Path, chain));

    public AuditKeeper NewKeeper() => new(
        Store, _connection, Sealer, Segments, Microsoft.Extensions.Options.Options.Create(Options), Settings, _time,
        _logs.CreateLogger<AuditKeeper>());

    public async Task<List<string>> LinesAsync(string chain, CancellationToken ct)
    {
        var lines = new List<string>();
        await foreach (var line in Reader.ReadAsync(chain, after: null, ct))
            lines.Add(line);
        return lines;
    }

    public async Task<List<AuditRecord>> RecordsAsync(string chain, CancellationToken ct) =>
        [.. (await LinesAsync(chain, ct)).Select(line => AuditRecord.TryRead(line).ShouldNotBeNull(line))];

    /// <summary>What somebody does who has the store's password.</summary>
    public Task TamperAsync(string chain, string script, params RedisValue[] args) => _connection.Database.ScriptEvaluateAsync(
        script, [Stage5.Core.Storage.Keys.Root(chain)], args);

    public void Dispose()
    {
        Keys.Dispose();
        _logs.Dispose();
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
