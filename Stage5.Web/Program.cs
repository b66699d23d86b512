using Stage5.Web;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddWeb();

var app = builder.Build();
app.UseWeb();
app.MapDefaultEndpoints();
app.MapWeb();
app.Run();
