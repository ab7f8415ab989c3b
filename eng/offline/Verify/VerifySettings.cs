using System.Diagnostics.CodeAnalysis;

namespace VerifyTests;

/// <summary>Where the snapshot lies and how it is named.</summary>
public class VerifySettings
{
    public VerifySettings()
    {
    }

    public VerifySettings(VerifySettings? settings)
    {
        if (settings is null) return;
        (Directory, FileName) = (settings.Directory, settings.FileName);
        (TypeName, MethodName) = (settings.TypeName, settings.MethodName);
        (Parameters, SharesPrefix) = (settings.Parameters, settings.SharesPrefix);
    }

    public string? Directory { get; private set; }

    internal string? FileName { get; private set; }

    internal string? TypeName { get; private set; }

    internal string? MethodName { get; private set; }

    internal object?[]? Parameters { get; private set; }

    internal bool SharesPrefix { get; private set; }

    public bool HasParameters => Parameters is not null;

    public bool TryGetParameters([NotNullWhen(true)] out object?[]? parameters) => (parameters = Parameters) is not null;

    public void UseDirectory(string directory) => Directory = directory;

    public void UseFileName(string fileName)
    {
        if (TypeName is not null || MethodName is not null)
            throw new InvalidOperationException("UseFileName is not compatible with UseMethodName or UseTypeName.");
        FileName = fileName;
    }

    public void UseTypeName(string name) => TypeName = WithoutFileName(name);

    public void UseMethodName(string name) => MethodName = WithoutFileName(name);

    public void UseParameters<T>(T parameter) => UseParameters((object?[])[parameter]);

    public void UseParameters<T>(T[] parameters) => UseParameters((object?[])[parameters]);

    public void UseParameters(params object?[] parameters)
    {
        if (parameters is not { Length: > 0 }) throw new ArgumentException("No parameters given.", nameof(parameters));
        Parameters = WithoutFileName(parameters);
    }

    public void DisableRequireUniquePrefix() => SharesPrefix = true;

    T WithoutFileName<T>(T value) => FileName is null
        ? value
        : throw new InvalidOperationException("UseFileName already names the file: a type, method or parameters cannot.");
}
