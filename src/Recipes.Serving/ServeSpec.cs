namespace Recipes.Serving;

/// <summary>Where the server listens and what it refuses.</summary>
public sealed record ServeSpec
{
    /// <summary>An IP address or <c>localhost</c>. Default 127.0.0.1: this machine alone.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0 to 65535; 0 takes a free one. Default 8000, as vLLM's.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>What clients send as <c>Authorization: Bearer KEY</c>; null asks for none, on the loopback address only.</summary>
    public string? Key { get; init; }

    /// <summary>This machine's name, by which a client elsewhere may call it; null for none.</summary>
    public string? MachineName { get; init; }

    /// <summary>Threads of tensor operations.</summary>
    public required int Threads { get; init; }

    /// <summary>Answers computed at once; more wait in their order. Changes no answer.</summary>
    /// <value>Default 32: SmolLM2 gives 94 tokens a second to one answer, 539 to 32 together (two cores).</value>
    public int Rows { get; init; } = 32;

    /// <summary>Requests at once, waiting ones included; more get 429. Default 256, chosen by hand.</summary>
    public int MostRequests { get; init; } = 256;

    /// <summary>Prompts of one request. Default 256, chosen by hand.</summary>
    public int MostPrompts { get; init; } = 256;

    /// <summary>Bytes of a request's body; more get 413. Default 8 MiB: a prompt of a million tokens as ids.</summary>
    public long MostBodyBytes { get; init; } = 8 << 20;

    /// <summary>How long answers may go on after a stop was asked for. Default 20 s, chosen by hand.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Answers that are sampled without a seed take this one plus their number.</summary>
    public long Seed { get; init; }

    /// <summary>What <c>created</c> and a template's <c>strftime_now</c> tell.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
