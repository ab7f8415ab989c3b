using System.Diagnostics.Contracts;
using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>A verification that starts when awaited, so that settings can be chained onto it.</summary>
public class SettingsTask(VerifySettings? settings, Func<VerifySettings, Task<VerifyResult>> buildTask)
{
    readonly VerifySettings settings = new(settings);
    Task<VerifyResult>? task;

    public VerifySettings CurrentSettings => task is null
        ? settings
        : throw new InvalidOperationException("This SettingsTask is already a Task: its settings can no longer change.");

    [Pure]
    public SettingsTask UseDirectory(string directory) => With(s => s.UseDirectory(directory));

    [Pure]
    public SettingsTask UseFileName(string fileName) => With(s => s.UseFileName(fileName));

    [Pure]
    public SettingsTask UseTypeName(string name) => With(s => s.UseTypeName(name));

    [Pure]
    public SettingsTask UseMethodName(string name) => With(s => s.UseMethodName(name));

    [Pure]
    public SettingsTask UseParameters<T>(T parameter) => With(s => s.UseParameters(parameter));

    [Pure]
    public SettingsTask UseParameters<T>(T[] parameters) => With(s => s.UseParameters(parameters));

    [Pure]
    public SettingsTask UseParameters(params object?[] parameters) => With(s => s.UseParameters(parameters));

    [Pure]
    public SettingsTask DisableRequireUniquePrefix() => With(s => s.DisableRequireUniquePrefix());

    [Pure]
    public Task<VerifyResult> ToTask() => task ??= buildTask(CurrentSettings);

    [Pure]
    public ConfiguredTaskAwaitable<VerifyResult> ConfigureAwait(bool continueOnCapturedContext) =>
        ToTask().ConfigureAwait(continueOnCapturedContext);

    [Pure]
    public TaskAwaiter<VerifyResult> GetAwaiter() => ToTask().GetAwaiter();

    [Pure]
    public static implicit operator Task<VerifyResult>(SettingsTask settingsTask) => settingsTask.ToTask();

    SettingsTask With(Action<VerifySettings> change)
    {
        change(CurrentSettings);
        return this;
    }
}
