namespace Aspire.Hosting.ApplicationModel
{
    public abstract class ParameterDefault
    {
        public abstract string GetDefaultValue();

        public abstract void WriteToManifest(Publishing.ManifestPublishingContext context);
    }

    public class ParameterResource : Resource
    {
        private readonly Lazy<string> _value;

        internal ParameterResource(string name, Func<string> value) : base(name) =>
            _value = new Lazy<string>(value);

        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult<string?>(_value.Value);
        }
    }
}

namespace Aspire.Hosting.Publishing
{
    /// <summary>
    /// Only named by <see cref="ApplicationModel.ParameterDefault"/>: nothing is published here.
    /// </summary>
    public sealed class ManifestPublishingContext
    {
        private ManifestPublishingContext() { }
    }
}
