using Microsoft.Extensions.Logging;
using Recipes.Core;

namespace Recipes.Serving;

/// <summary>Passes the web server's errors on as events: what else it logs concerns nobody.</summary>
internal sealed class FaultLog(Action<RunEvent> emit) : ILoggerProvider, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            emit(new WarningEvent($"{formatter(state, exception)} {exception}".TrimEnd()) { Node = "serve" });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
