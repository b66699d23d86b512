using Stage5.ServiceDefaults;
using Stage5.Web;
using Stage5.Web.SignIn;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.Services.AddWeb();
    builder.AddSignIn();

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
