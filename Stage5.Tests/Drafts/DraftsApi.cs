using Stage5.Tests.Api;

namespace Stage5.Tests.Drafts;

/// <summary>Where a person may have three drafts.</summary>
public sealed class DraftsApi() : StoredApi(("Stage5:Drafts:MostOfOne", "3"));
