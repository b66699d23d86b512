namespace Stage5.LocalAspire;

/// <summary>One running (or to be running) instance of a resource.</summary>
internal sealed class Replica(Resource resource, int index)
{
    internal Resource Resource { get; } = resource;

    internal int Index { get; } = index;

    internal string Id { get; } = resource.Replicas == 1
        ? resource.Name
        : string.Create(CultureInfo.InvariantCulture, $"{resource.Name}-{index + 1}");

    internal Launch? Launch { get; set; }

    internal ResourceProcess? Process { get; set; }

    /// <summary>What people and programs reach it by; empty when nothing.</summary>
    internal string Address => Resource switch
    {
        RedisResource redis =>
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{redis.Endpoints[0].Ports[0]}"),
        { Endpoints: [var first, ..] } => first.Url(Index),
        _ => "",
    };
}
