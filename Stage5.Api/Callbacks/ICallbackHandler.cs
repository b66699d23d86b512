namespace Stage5.Api.Callbacks;

/// <summary>What a type of callback does.</summary>
internal interface ICallbackHandler
{
    /// <summary>Kind of source it is for: one of <see cref="Core.Webhooks.CallbackKinds"/>.</summary>
    string Kind { get; }

    /// <summary>The type, as the body's <c>type</c> has it.</summary>
    string EventType { get; }

    /// <summary>
    /// Does it, as the identity that the signature proved. What ends with a status of 400 or above came to nothing,
    /// and may be delivered again.
    /// </summary>
    Task<IResult> HandleAsync(CallbackEvent callback, HttpContext http);
}
