using Microsoft.Extensions.Logging;

namespace Stage5.Core.Access.Issuers;

internal static partial class IssuerLog
{
    [LoggerMessage(1250, LogLevel.Information, "Read {Count} keys of issuer {Issuer}")]
    public static partial void KeysRead(this ILogger logger, string issuer, int count);

    [LoggerMessage(1251, LogLevel.Error,
        "Could not read the keys of issuer {Issuer}: {Reason} The last ones are believed until {Until}; its tokens are refused then")]
    public static partial void KeysNotRead(this ILogger logger, string issuer, string reason, DateTimeOffset? until);

    [LoggerMessage(1252, LogLevel.Information, "A token of issuer {Issuer} was refused: {Refusal}")]
    public static partial void TokenRefused(this ILogger logger, string issuer, Jwt.JwtRefusal refusal);
}
