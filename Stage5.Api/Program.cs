using Stage5.Api;
using Stage5.ServiceDefaults;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddApi();

    var app = builder.Build();
    app.CheckConfiguration();
    app.UseApi();
    app.MapDefaultEndpoints();
    app.MapApi();
    app.Run();
    return 0;
}
catch (Exception exception) when (ConfigurationExit.Tell(exception, typeof(Program).Assembly))
{
    return ConfigurationExit.Code;
}

/// <summary>Named for tests that host the API in process.</summary>
public sealed partial class Program;
