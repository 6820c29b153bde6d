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
    /// <param name="folder">Where lock files lie; it exists.</param>
    /// <param name="key">What is locked.</param>
    /// <param name="owner">Says who we are to those that wait.</param>
    /// <param name="waiting">Called once, with the owner's words, before waiting.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static KeyLock Acquire(
        string folder, string key, string owner, Action<string> waiting, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, key);
        var told = false;
        while (true)
        {
            if (TryAcquire(path) is { } held)
            {
                File.WriteAllText(path + ".owner", owner);
                return held;
            }

            // The owner writes its name just after it has the lock; tell on the second look.
            if (cancellation.WaitHandle.WaitOne(PollMilliseconds))
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (!told && ReadOwner(path) is { } other)
            {
                waiting(other);
                told = true;
            }
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
        File.Delete(_path + ".owner");
        if (OperatingSystem.IsLinux())
        {
            File.Delete(_path); // while we hold it, see TryAcquire
        }

        _file.Dispose();
    }

    private static long InodeOf(FileStream file) =>
        FileStat.Of($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}")?.Inode ?? -1;

    private static string? ReadOwner(string path)
    {
        try
        {
            return File.ReadAllText(path + ".owner") is { Length: > 0 } owner ? owner : null;
        }
        catch (IOException)
        {
            return null; // not written yet, or just given back: look again
        }
    }
}
