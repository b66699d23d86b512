namespace Stage5.Core.Models.Wires;

/// <summary>Whose call this is, so that a tenant's own secret can be used for it.</summary>
public static class CallTenant
{
    /// <summary>Of a request sent through a provider's HTTP client.</summary>
    public static readonly HttpRequestOptionsKey<string> Key = new("stage5.tenant");

    /// <summary>In <c>ChatOptions.AdditionalProperties</c> of a chat call; it is never sent.</summary>
    public const string Property = "stage5.tenant";

    // The official clients take no request options along; the call's own flow does.
    private static readonly AsyncLocal<string?> Flowing = new();

    internal static string? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    internal static string? Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var tenant) ? tenant : Current;

    internal static string? Of(Microsoft.Extensions.AI.ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Property, out var tenant) == true ? tenant as string : null;
}
