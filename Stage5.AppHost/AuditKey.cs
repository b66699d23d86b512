namespace Stage5.AppHost;

/// <summary>Who seals the audit has the key that signs it; who reads it, the public half.</summary>
public static class AuditKey
{
    /// <param name="path">Where segments are written, as the data of the store seen from a project's folder.</param>
    public static Func<EnvironmentCallbackContext, Task> HandOver(ParameterResource key, string path) => async context =>
    {
        context.EnvironmentVariables["Stage5__Audit__SigningKey"] = (await key.GetValueAsync(context.CancellationToken))!;
        context.EnvironmentVariables["Stage5__Audit__Path"] = path;
    };

    public static Func<EnvironmentCallbackContext, Task> HandOverPublicHalf(ParameterResource key) => async context =>
    {
        using var signs = DevelopmentKey.Import((await key.GetValueAsync(context.CancellationToken))!);
        context.EnvironmentVariables["Stage5__Audit__PublicKeys__0"] =
            Convert.ToBase64String(signs.ExportSubjectPublicKeyInfo());
    };
}
