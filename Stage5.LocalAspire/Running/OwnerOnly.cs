namespace Stage5.LocalAspire;

/// <summary>Files and folders with secrets or data in them: nobody but their owner may read them.</summary>
internal static class OwnerOnly
{
    internal static FileStream Create(string path)
    {
        File.Delete(path);
        return Open(path, FileMode.CreateNew);
    }

    internal static string Folder(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(path).FullName;
        return Directory.CreateDirectory(
            path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }

    /// <returns>Null while another process holds the file; the lock ends with the process that has it.</returns>
    internal static FileStream? TryLock(string path)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate);
        }
        catch (IOException)
        {
            return null; // The caller decides how long to wait, and says so.
        }
    }

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
