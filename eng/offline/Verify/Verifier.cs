using System.Diagnostics.Contracts;
using System.Runtime.CompilerServices;
using VerifyTests;

namespace VerifyXunit;

public static class Verifier
{
    [Pure]
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(Task.FromResult(target), null, settings, sourceFile);

    [Pure]
    public static SettingsTask Verify(
        Task<string> target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(target!, null, settings, sourceFile);

    [Pure]
    public static SettingsTask Verify(
        string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(Task.FromResult(target), extension, settings, sourceFile);

    [Pure]
    public static SettingsTask Verify(
        Task<string> target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(target!, extension, settings, sourceFile);

    static SettingsTask Start(Task<string?> target, string? extension, VerifySettings? settings, string sourceFile) =>
        new(settings, async current =>
        {
            var snapshot = new Snapshot(UseVerifyAttribute.GetMethod(), sourceFile, extension ?? "txt", current);
            var text = await target ?? "null";
            // Without an extension the package writes an empty text as a word: an empty file counts as missing.
            return snapshot.Check(text is "" && extension is null ? "emptyString" : text);
        });
}
