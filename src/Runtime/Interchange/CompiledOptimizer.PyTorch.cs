using System.Text;
using System.Text.Json;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    // The key of the groups in the file's metadata.
    internal const string GroupsKey = "optimizer";

    /// <summary>
    /// Saves the state and the groups for PyTorch in one safetensors file: tensors <c>state.INDEX.NAME</c>, and in the metadata, under
    /// the key <c>optimizer</c>, the <c>param_groups</c> in JSON, both laid out like PyTorch's <c>state_dict()</c>.
    /// </summary>
    /// <remarks>The file is replaced as a whole: if saving fails, or the process is killed, what was there before is as it was.</remarks>
    /// <param name="location">The file, made or replaced.</param>
    /// <exception cref="ArgumentException">The file's extension is .json.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer has been disposed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void save_safetensors(string location)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var occupied = Occupancy.Enter(nameof(save_safetensors));
        RequireGroups();
        RequireAlive();
        _ = GroupsFile(location);
        var layout = PyTorchLayout.Of(this, _rule);
        var tensors = new SafeTensorsWriter { Metadata = { [GroupsKey] = Groups(layout) } };
        for (var i = 0; i < _slots.Count; i++) new PyTorchState(_slots[i].State, _rule, layout, i).Write(tensors);
        AtomicFile.WriteStream(location, tensors.WriteTo);

        string Groups(PyTorchLayout names)
        {
            using var text = new MemoryStream();
            using (var json = new Utf8JsonWriter(text)) PyTorchGroups.Write(json, this, names);
            return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
    }

    /// <summary>Loads the state and the groups that PyTorch, or <see cref="save_safetensors"/>, saved.</summary>
    /// <remarks>
    /// A file without groups in its metadata has them beside it, in a JSON file of its name with the extension .json. Groups correspond by
    /// their order, and so do the parameters of a group, as in PyTorch, unless both the file (as <c>param_names</c>) and the optimizer have
    /// names for them. A parameter of which the file has no state starts anew.
    /// </remarks>
    /// <param name="location">The safetensors file.</param>
    /// <param name="options">Whether the hyperparameters are taken from the file too, learning rates included, or stay as they are.</param>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, of another optimizer, or of other groups, parameters, names, shapes or types; the message says which. Nothing
    /// has been loaded then.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void load_safetensors(string location, bool options = true)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var occupied = Occupancy.Enter(nameof(load_safetensors));
        RequireGroups();
        RequireAlive();
        var beside = GroupsFile(location);
        var states = new List<LoadedState>();
        try
        {
            var layout = PyTorchLayout.Of(this, _rule);
            using var stream = File.OpenRead(location);
            var tensors = new SafeTensorsReader(stream);
            using var json = tensors.Metadata.TryGetValue(GroupsKey, out var within) ? JsonDocument.Parse(within)
                : File.Exists(beside) ? JsonDocument.Parse(File.ReadAllBytes(beside))
                : throw new InvalidDataException($"It has no groups in its metadata, and there is no {beside} with them.");
            var groups = PyTorchGroups.Read(json.RootElement, this, layout, options);
            ReadStates(tensors, layout, groups, states);
            Reconcile(states);
            for (var i = 0; options && i < groups.Options.Count; i++) ((CompiledOptions)_parameter_groups[i].Options).Take(groups.Options[i]);
            for (var i = 0; i < states.Count; i++) _slots[i].State.Take(states[i]);
        }
        catch (Exception e)
        {
            foreach (var state in states) state.Dispose();
            if (e is InvalidDataException or JsonException or EndOfStreamException)
                throw new InvalidDataException($"{location} was not loaded, and nothing has been changed. {e.Message}", e);
            throw;
        }
    }

    private void ReadStates(SafeTensorsReader file, PyTorchLayout layout, PyTorchGroups.Loaded groups, List<LoadedState> loaded)
    {
        var states = _slots.Select((slot, i) => new PyTorchState(slot.State, _rule, layout, groups.Indices[i])).ToArray();
        var exists = new bool[states.Length];
        var known = 0;
        for (var i = 0; i < states.Length; i++)
        {
            var names = states[i].Require(file, groups.Options[_slots[i].Group]);
            exists[i] = names > 0;
            known += names;
        }

        if (known < file.Names.Count)
        {
            var indices = groups.Indices.ToHashSet();
            var other = file.Names.First(name => SafeTensorsReader.ParameterOf(name) is not { } index || !indices.Contains(index));
            throw new InvalidDataException($"The file has '{Checkpoint.Printable(other)}', which belongs to none of the parameters.");
        }

        for (var i = 0; i < states.Length; i++)
        {
            loaded.Add(new LoadedState(_rule.States.Count, _rule.Numbers.Count));
            states[i].Read(file, groups.Options[_slots[i].Group], exists[i], loaded[i]);
        }
    }

    private static string GroupsFile(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        var groups = Path.ChangeExtension(location, ".json");
        return groups != location ? groups : throw new ArgumentException($"{location} must be the name of the safetensors file, which .json is not.", nameof(location));
    }
}
