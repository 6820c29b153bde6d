using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Recipes.Serving.Requests;

/// <summary>Who may ask: a known name of this machine, a page of our own, and the key.</summary>
/// <remarks>A web page elsewhere can make a browser send requests to the loopback address: under its own name (Origin), or
/// under a name that it has pointed here (Host). Both are refused.</remarks>
internal sealed class Gate(ServeSpec spec)
{
    private readonly byte[]? _key = spec.Key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(spec.Key));

    /// <exception cref="RequestFault">403 or 401.</exception>
    public void Check(HttpRequest request, bool needsKey)
    {
        if (!IsOurs(request.Host.Host))
        {
            throw new RequestFault(403, $"this server is not called {request.Host.Host}", code: "host_not_allowed");
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value))
        {
            throw new RequestFault(403, "pages of other servers may not ask this one", code: "origin_not_allowed");
        }

        if (needsKey && _key is not null && !HasKey(request.Headers.Authorization.ToString()))
        {
            throw new RequestFault(401, "send the key of this server as Authorization: Bearer KEY", code: "invalid_api_key");
        }
    }

    private bool IsOurs(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _)
        || (spec.MachineName is { } name && host.Split('.')[0].Equals(name.Split('.')[0], StringComparison.OrdinalIgnoreCase));

    /// <summary>Compared by digest, in the same time for every wrong key.</summary>
    private bool HasKey(string header)
    {
        const string Scheme = "Bearer ";
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), _key);
    }
}
