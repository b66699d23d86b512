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

    /// <summary>The provider could not be reached.</summary>
    ProviderUnavailable,

    /// <summary>The sign-in broke off: it took too long, was begun elsewhere, or the provider refused.</summary>
    SignInFailed,

    /// <summary>The provider knows them, Stage5 does not.</summary>
    NotAdmitted,
}
