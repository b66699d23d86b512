using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Secrets;

namespace Stage5.Core.Audit;

/// <summary>The key that signs heads, and those whose signatures are believed.</summary>
internal sealed class AuditKeys(IOptions<AuditOptions> options, ISecrets secrets, ILogger<AuditSealer> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private string? _text;
    private AuditSigner? _signer;
    private bool _told;

    /// <summary>Public keys (SubjectPublicKeyInfo) by key id.</summary>
    public IReadOnlyDictionary<string, byte[]> Trusted
    {
        get
        {
            var keys = options.Value.PublicKeys.Select(Convert.FromBase64String).ToList();
            if (TrySigner() is { } signer)
                keys.Add(signer.PublicKey);
            return keys.DistinctBy(key => AuditSigner.KeyIdOf(key)).ToDictionary(key => AuditSigner.KeyIdOf(key));
        }
    }

    /// <summary>The head, signed where a key is configured.</summary>
    /// <exception cref="IOException">The secret that has the key cannot be read: an unsigned head would hide that.</exception>
    /// <exception cref="FormatException">The secret has no key.</exception>
    public AuditHead Sign(AuditHead head)
    {
        if (Signer() is { } signer)
            return signer.Sign(head);
        if (!_told)
            logger.NotSigned();
        _told = true;
        return head;
    }

    public void Dispose() => _signer?.Dispose();

    // Whoever only verifies may be without the key that signs, as the API may.
    private AuditSigner? TrySigner()
    {
        try
        {
            return Signer();
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return null;
        }
    }

    // The secret may rotate; what signed before is then among PublicKeys.
    private AuditSigner? Signer()
    {
        var text = options.Value.SigningKeySecret is { Length: > 0 } name
            ? secrets.Find(name)?.Current ?? throw new IOException(
                $"{AuditOptions.Section}:SigningKeySecret names {name}, which is in no source of secrets now.")
            : options.Value.SigningKey;
        lock (_gate)
        {
            if (text == _text)
                return _signer;
            _signer = string.IsNullOrEmpty(text) ? null : new AuditSigner(text);
            _text = text;
            return _signer;
        }
    }
}
