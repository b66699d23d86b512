namespace Stage5.Web.Pages;

/// <summary>Why a person sees the sign-in page.</summary>
public enum LoginReason
{
    /// <summary>They came to it.</summary>
    None,

    /// <summary>They asked for a page without a session.</summary>
    SignedOut,

    /// <summary>The code of their link was used, is too old, or is no code.</summary>
    LinkSpent,

    /// <summary>The API, which checks the code, did not answer.</summary>
    ApiUnavailable,
}
