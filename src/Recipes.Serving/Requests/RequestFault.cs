namespace Recipes.Serving.Requests;

/// <summary>A request that cannot be answered, as the client will read it.</summary>
/// <param name="status">Of HTTP.</param>
/// <param name="message">What is wrong and what to send instead.</param>
/// <param name="param">The field it is about; null for none.</param>
/// <param name="code">For programs; null for none.</param>
internal sealed class RequestFault(int status, string message, string? param = null, string? code = null) : Exception(message)
{
    /// <summary>Of HTTP.</summary>
    public int Status => status;

    /// <summary>The field it is about; null for none.</summary>
    public string? Field => param;

    /// <summary>For programs; null for none.</summary>
    public string? Code => code;

    /// <summary>OpenAI's word for the kind of error.</summary>
    public string Kind => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
