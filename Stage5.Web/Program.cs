using Stage5.Web;
using Stage5.Web.SignIn;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddWeb();
builder.AddSignIn();

var app = builder.Build();
app.UseWeb();
app.MapDefaultEndpoints();
app.MapWeb();
app.Run();
