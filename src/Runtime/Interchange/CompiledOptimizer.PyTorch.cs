using System.Text.Json;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    /// <summary>
    /// Saves the state and the groups for PyTorch: as tensors <c>state.INDEX.NAME</c> in a safetensors file, and as
    /// <c>param_groups</c> in a JSON file of the same name, both laid out like PyTorch's <c>state_dict()</c>.
    /// </summary>
    /// <param name="location">The safetensors file; the other has its name with the extension .json. Existing ones are replaced.</param>
    /// <exception cref="ArgumentException">The file's own extension is .json.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public void save_safetensors(string location)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var groups = GroupsFile(location);
        var layout = PyTorchLayout.Of(this);
        var tensors = new SafeTensorsWriter();
        for (var i = 0; i < _slots.Count; i++) new PyTorchState(_slots[i].State, _rule, layout, i).Write(tensors);

        // Under other names first: what was there before stays whole until the new files are.
        var (newTensors, newGroups) = (location + ".new", groups + ".new");
        using (var stream = File.Create(newTensors)) tensors.WriteTo(stream);
        using (var stream = File.Create(newGroups))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            PyTorchGroups.Write(json, this, layout);
        File.Move(newTensors, location, overwrite: true);
        File.Move(newGroups, groups, overwrite: true);
    }

    /// <summary>Loads the state and the groups that PyTorch, or <see cref="save_safetensors"/>, saved.</summary>
    /// <remarks>Groups and parameters correspond by their order, as in PyTorch. A parameter of which the file has no state starts anew.</remarks>
    /// <param name="location">The safetensors file; the JSON file has its name with the extension .json.</param>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, of another optimizer, or of other groups, parameters, shapes or types; the message says which. Nothing has
    /// been loaded then.
    /// </exception>
    /// <exception cref="IOException">The files cannot be read.</exception>
    public void load_safetensors(string location)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var states = new List<LoadedState>();
        try
        {
            var layout = PyTorchLayout.Of(this);
            using var json = JsonDocument.Parse(File.ReadAllBytes(GroupsFile(location)));
            var (options, indices) = PyTorchGroups.Read(json.RootElement, this, layout);
            using var stream = File.OpenRead(location);
            ReadStates(new SafeTensorsReader(stream), layout, options, indices, states);
            Reconcile(states);
            for (var i = 0; i < options.Count; i++) ((CompiledOptions)_parameter_groups[i].Options).Take(options[i]);
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

    private void ReadStates(SafeTensorsReader file, PyTorchLayout layout, List<CompiledOptions> options, List<long> indices, List<LoadedState> loaded)
    {
        var known = new HashSet<string>();
        var states = _slots.Select((slot, i) => new PyTorchState(slot.State, _rule, layout, indices[i])).ToArray();
        var exists = new bool[states.Length];
        for (var i = 0; i < states.Length; i++)
        {
            var names = states[i].Require(file, options[_slots[i].Group]);
            exists[i] = names.Count > 0;
            known.UnionWith(names);
        }

        if (file.Names.FirstOrDefault(name => !known.Contains(name)) is { } other)
            throw new InvalidDataException($"The file has '{other}', which belongs to none of the parameters.");
        for (var i = 0; i < states.Length; i++)
        {
            loaded.Add(new LoadedState(_rule.States.Count, _rule.Numbers.Count));
            states[i].Read(file, options[_slots[i].Group], exists[i], loaded[i]);
        }
    }

    private static string GroupsFile(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        var groups = Path.ChangeExtension(location, ".json");
        return groups != location ? groups : throw new ArgumentException($"{location} must be the name of the safetensors file, which .json is not.", nameof(location));
    }
}
