using Stage5.ServiceDefaults;
using Stage5.Worker;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddWorker();

    var app = builder.Build();
    app.CheckConfiguration();
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapDefaultEndpoints();
    app.VerifyEndpointPermissions();
    app.Run();
    return 0;
}
catch (Exception exception) when (ConfigurationExit.Tell(exception, typeof(Program).Assembly))
{
    return ConfigurationExit.Code;
}
