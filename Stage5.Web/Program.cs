using Stage5.Web;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddWeb();

var app = builder.Build();
app.UseWeb();
app.MapWeb();
app.Run();
