namespace Recipes.Engine.Storage;

/// <summary>An operating system's lock on a key: the kernel drops it when the process ends, however it ends.</summary>
internal sealed class KeyLock : IDisposable
{
    private const int PollMilliseconds = 50;
    private const int LinuxHeld = 11; // EAGAIN of flock
    private const int MacHeld = 35; // the same
    private const int WindowsHeld = unchecked((int)0x80070020); // ERROR_SHARING_VIOLATION

    private readonly FileStream _file;
    private readonly string _path;

    private KeyLock(FileStream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Takes the lock, waiting for its owner.</summary>
    /// <param name="path">The lock file; its folder exists.</param>
    /// <param name="waiting">Called before every further try.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static KeyLock Acquire(string path, Action waiting, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            if (cancellation.WaitHandle.WaitOne(PollMilliseconds))
            {
                cancellation.ThrowIfCancellationRequested();
            }

            waiting();
        }
    }

    /// <summary>The lock where no one has it, else null.</summary>
    public static KeyLock? TryAcquire(string path)
    {
        FileStream file;
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is LinuxHeld or MacHeld or WindowsHeld)
        {
            return null;
        }

        // Its owner may have removed the file between our opening it and our locking it; then we hold a nameless file.
        if (!OperatingSystem.IsLinux() || FileStat.Of(path) is { } stat && stat.Inode == InodeOf(file))
        {
            return new(file, path);
        }

        file.Dispose();
        return null;
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            File.Delete(_path); // while we hold it, see TryAcquire
        }

        _file.Dispose();
    }

    private static long InodeOf(FileStream file) =>
        FileStat.Of($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}")?.Inode ?? -1;
}
