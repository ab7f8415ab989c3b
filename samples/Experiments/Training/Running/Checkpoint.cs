using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>A file with all that a run goes on from, to the same bits: what the run is, how far it is, its log, model and optimizer.</summary>
/// <remarks>It ends with a CRC-32C. A new one takes the place of the one before in one piece, so that there is always a whole one.</remarks>
internal sealed class Checkpoint
{
    private const string Format = "training checkpoint 1";

    private static readonly JsonSerializerOptions s_json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IncludeFields = true, // of tuples
    };

    private readonly string _file;
    private readonly long _tensors;

    private Checkpoint(string file, Progress progress, long tensors) => (_file, Progress, _tensors) = (file, progress, tensors);

    /// <summary>How far the run is.</summary>
    public Progress Progress { get; }

    /// <summary>Writes one.</summary>
    public static void Save(TrainingRun run, string file) => AtomicFile.Write(file, stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Format);
        writer.Write(JsonSerializer.Serialize(run.Job.Identity.ToDictionary(), s_json));
        writer.Write(JsonSerializer.Serialize(run.Progress, s_json));
        run.Workload.Model.save(writer);
        run.Optimizer.save_state_dict(writer);
        var carried = run.Workload.Carried.ToList();
        writer.Write(carried.Count);
        foreach (var (name, tensor) in carried)
        {
            writer.Write(name);
            tensor.Save(writer);
        }

        writer.Flush();
        writer.Write(Crc32C.Of(stream, stream.Length));
    });

    /// <summary>Opens one and checks it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="job">The run that it must be of.</param>
    /// <exception cref="BadInputException">It is damaged, or of another run.</exception>
    public static Checkpoint Open(string file, TrainingJob job)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var reader = new BinaryReader(stream);
            if (stream.Length < sizeof(uint) || Crc32C.Of(stream, stream.Length - sizeof(uint)) != reader.ReadUInt32())
                throw Damaged("its checksum is wrong");
            stream.Position = 0;
            if (reader.ReadString() is var format && format != Format) throw Damaged($"it begins with '{format}', not with '{Format}'");
            RequireSame(JsonSerializer.Deserialize<Dictionary<string, string>>(reader.ReadString(), s_json)!, job, file);
            var progress = JsonSerializer.Deserialize<Progress>(reader.ReadString(), s_json)!;
            return new(file, progress, stream.Position);
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            throw Damaged(failure.Message);
        }

        BadInputException Damaged(string why) =>
            new($"--resume: the checkpoint {file} is damaged ({why.TrimEnd('.')}); delete it to begin anew");
    }

    /// <summary>Sets a run, which has just been made, to where the checkpoint was taken.</summary>
    public void Load(TrainingRun run)
    {
        using var scope = NewDisposeScope();
        using var stream = File.OpenRead(_file);
        using var reader = new BinaryReader(stream);
        stream.Position = _tensors;
        run.Workload.Model.load(reader);
        run.Optimizer.load_state_dict(reader);
        Dictionary<string, Tensor> carried = [];
        for (var left = reader.ReadInt32(); left > 0; left--) carried.Add(reader.ReadString(), Tensor.Load(reader));
        run.Workload.Restore(carried);
        run.Progress = Progress;
    }

    private static void RequireSame(Dictionary<string, string> saved, TrainingJob job, string file)
    {
        var own = job.Identity.ToDictionary();
        var different = own.Keys.Union(saved.Keys).Where(key => own.GetValueOrDefault(key) != saved.GetValueOrDefault(key))
            .Select(key => $"{key} was {saved.GetValueOrDefault(key, "not set")} and is {own.GetValueOrDefault(key, "not set")}").ToList();
        if (different.Count > 0)
            throw new BadInputException(
                $"--resume: the checkpoint {file} is of another run: {string.Join(", ", different)} (--output begins elsewhere)");
    }
}
