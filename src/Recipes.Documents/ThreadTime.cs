using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Recipes.Documents;

/// <summary>Processor time that one thread has used, which another thread may ask for: a busy machine adds none.</summary>
/// <remarks>Linux counts it in a file that stays bound to the thread which opened it. Elsewhere, and where a sandbox hides
/// the file, the whole process is counted, so that a limit can only come too early there.</remarks>
internal sealed class ThreadTime : IDisposable
{
    private const string Counter = "/proc/thread-self/schedstat";

    private readonly SafeFileHandle? _file;
    private readonly TimeSpan _start;
    private TimeSpan _last;

    private ThreadTime(SafeFileHandle? file)
    {
        _file = file;
        _start = Total();
    }

    /// <summary>Time since <see cref="OfThisThread"/>.</summary>
    public TimeSpan Elapsed => Total() - _start;

    public static ThreadTime OfThisThread()
    {
        try
        {
            return new(File.OpenHandle(Counter));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null); // no such file: another system
        }
    }

    public void Dispose() => _file?.Dispose();

    private TimeSpan Total()
    {
        if (_file is null)
        {
            return Environment.CpuUsage.TotalTime;
        }

        Span<byte> text = stackalloc byte[128]; // nanoseconds on the processor, nanoseconds waiting, number of runs
        if (Utf8Parser.TryParse(text[..Read(_file, text)], out long nanoseconds, out _))
        {
            _last = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        }

        return _last; // of a thread that has ended the file holds nothing more
    }

    private static int Read(SafeFileHandle file, Span<byte> text)
    {
        try
        {
            return RandomAccess.Read(file, text, 0);
        }
        catch (IOException)
        {
            return 0; // the system's answer for a thread that has ended
        }
    }
}
