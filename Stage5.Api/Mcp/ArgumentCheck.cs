using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Mcp;

/// <summary>Holds arguments to the rules that stand on the wire records, as the HTTP endpoints do.</summary>
internal sealed class ArgumentCheck(IOptions<ValidationOptions> options)
{
    /// <exception cref="ToolRefusal">Every rule that is broken, by argument.</exception>
    public async Task CheckAsync(object arguments, CancellationToken cancellationToken)
    {
#pragma warning disable ASP0029 // The endpoints' own validation; its types are still marked experimental.
        // A record without rules of its own is checked by whoever reads it.
        if (!options.Value.TryGetValidatableTypeInfo(arguments.GetType(), out var rules)) return;
        var context = new ValidateContext
        {
            ValidationContext = new ValidationContext(arguments, nameof(arguments), serviceProvider: null, items: null),
            ValidationOptions = options.Value,
        };
        await rules.ValidateAsync(arguments, context, cancellationToken);
        if (context.ValidationErrors is not { Count: > 0 } errors) return;
#pragma warning restore ASP0029
        throw new ToolRefusal(Problems.Invalid(errors.ToDictionary(
            error => string.Join('.', error.Key.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)),
            error => error.Value, StringComparer.Ordinal)));
    }
}
