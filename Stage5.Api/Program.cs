using Stage5.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();

var app = builder.Build();
app.UseApi();
app.MapDefaultEndpoints();
app.MapApi();
app.Run();

/// <summary>Named for tests that host the API in process.</summary>
public sealed partial class Program;
