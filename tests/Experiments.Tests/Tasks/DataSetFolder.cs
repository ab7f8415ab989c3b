using System.IO.Compression;

namespace Experiments.Tests.Tasks;

/// <summary>A folder with the synthetic data of a task, to read and to damage.</summary>
internal sealed class DataSetFolder : IDisposable
{
    private readonly TrainingTask _task;

    public DataSetFolder(TrainingTask task, int seed = 1)
    {
        _task = task;
        task.WriteSynthetic(Path, seed);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("data").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public DataSets Open(params string[] overrides) => _task.Open(Path, SettingsOf(_task, overrides));

    /// <summary>The settings for the synthetic data, with changes.</summary>
    public static Settings SettingsOf(TrainingTask task, params string[] overrides) =>
        Settings.Of([task.Settings], [.. task.SyntheticSettings, .. overrides])[0];

    /// <summary>Rewrites a file.</summary>
    public void Change(string name, Func<byte[], byte[]> change) => File.WriteAllBytes(this[name], change(File.ReadAllBytes(this[name])));

    /// <summary>Replaces a file by what gzip makes of it, under the same name with an ending.</summary>
    public void Pack(string name, string ending = ".gz")
    {
        var bytes = File.ReadAllBytes(this[name]);
        File.Delete(this[name]);
        using var packed = new GZipStream(File.Create(this[name + ending]), CompressionLevel.Fastest);
        packed.Write(bytes);
    }

    /// <summary>What the user is told of the data.</summary>
    public string Refusal()
    {
        var message = Assert.Throws<BadInputException>(() => Open().Dispose()).Message;
        Assert.StartsWith("--data: ", message);
        Assert.EndsWith($": {_task.DataFormat}", message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
