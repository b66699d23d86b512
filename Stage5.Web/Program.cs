using Stage5.ServiceDefaults;
using Stage5.Web;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.Services.AddWeb();

    var app = builder.Build();
    app.CheckConfiguration();
    app.UseWeb();
    app.MapDefaultEndpoints();
    app.MapWeb();
    app.Run();
    return 0;
}
catch (Exception exception) when (ConfigurationExit.Tell(exception, typeof(Program).Assembly))
{
    return ConfigurationExit.Code;
}
