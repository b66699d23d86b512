using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Stage5.Core.Models;

namespace Stage5.Core.Access.Issuers;

/// <summary>Reads <c>Stage5:Access:Issuers</c>, noting every value of a wrong type and every key that is not known.</summary>
internal sealed class IssuersOptionsReader(IConfiguration configuration) : IConfigureOptions<IssuersOptions>
{
    public void Configure(IssuersOptions options)
    {
        foreach (var issuer in configuration.GetSection(IssuersOptions.Section).GetChildren())
            options.Issuers[issuer.Key] = Read(issuer.Key, options.Misread);
    }

    private IssuerOptions Read(string name, IList<string> errors)
    {
        var keys = new ConfigurationKeys(configuration, $"{IssuersOptions.Section}:{name}", errors);
        var standard = new IssuerOptions();
        var options = new IssuerOptions
        {
            Authority = keys.Address(nameof(IssuerOptions.Authority)),
            Issuer = keys.Text(nameof(IssuerOptions.Issuer)),
            Audiences = keys.List(nameof(IssuerOptions.Audiences)) ?? [],
            SignInAudiences = keys.List(nameof(IssuerOptions.SignInAudiences)) ?? [],
            Tenant = keys.Text(nameof(IssuerOptions.Tenant)),
            Tenants = keys.Table(nameof(IssuerOptions.Tenants)),
            Clients = keys.List(nameof(IssuerOptions.Clients)) ?? [],
            UserClaim = keys.Text(nameof(IssuerOptions.UserClaim)),
            UserPrefix = keys.Text(nameof(IssuerOptions.UserPrefix)) ?? "",
            RolesClaim = keys.Text(nameof(IssuerOptions.RolesClaim)) ?? standard.RolesClaim,
            Roles = keys.Table(nameof(IssuerOptions.Roles)),
            DefaultRole = keys.Text(nameof(IssuerOptions.DefaultRole)),
            Scopes = keys.Lists(nameof(IssuerOptions.Scopes)),
            KeysFloor = keys.Span(nameof(IssuerOptions.KeysFloor)) ?? standard.KeysFloor,
            KeysRefresh = keys.Span(nameof(IssuerOptions.KeysRefresh)) ?? standard.KeysRefresh,
            KeysKept = keys.Span(nameof(IssuerOptions.KeysKept)) ?? standard.KeysKept,
        };
        keys.RefuseOthers();
        return options;
    }
}
