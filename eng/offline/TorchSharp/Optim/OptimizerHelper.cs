#nullable disable
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The base of the optimizers that are written in C#: parameter groups, state, and its files.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    protected OptimizerOptions _defaults;

    protected OrderedDict<nint, OptimizerState> _state = new();

    public OptimizerHelper() : base(0)
    {
    }

    protected enum TypeCode
    {
        Double = 0,
        Long = 1,
        Tensor = 2,
        Options = 3,
        State = 4,
    }

    public override IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    public override void zero_grad()
    {
        foreach (Parameter parameter in parameters())
        {
            using Tensor grad = parameter.grad;
            using Tensor zeros = grad?.zero_();
        }
    }

    protected Tensor _step<T>(Action<T> body, Func<Tensor> loss_closure = null) where T : ParamGroup
    {
        Tensor loss = null;
        if (loss_closure is not null)
        {
            using (enable_grad())
                loss = loss_closure();
        }
        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (ParamGroup group in _parameter_groups)
                body(group as T);
        }
        return loss;
    }

    public void to(Device device)
    {
        foreach (Parameter parameter in parameters())
            _state[parameter.Handle].to(device);
    }

    public virtual StateDictionary state_dict()
    {
        var states = new StateDictionary();
        foreach (ParamGroup group in _parameter_groups)
        {
            states.Options.Add(group.Options);
            List<int> indices = [];
            foreach (Parameter parameter in group.Parameters)
            {
                indices.Add(states.State.Count);
                states.State.Add(_state[parameter.Handle]);
            }
            states.StateIndexRef.Add(indices);
        }
        return states;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        StateDictionary own = this.state_dict();
        RequireCounts(own, state_dict.Options.Count, state_dict.State.Count);
        for (int i = 0; i < own.Options.Count; i++)
            if (own.Options[i] != state_dict.Options[i])
                own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (int i = 0; i < own.State.Count; i++)
            if (own.State[i] != state_dict.State[i])
                own.State[i].LoadStateDict(state_dict.State[i]);
    }

    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
        writer.Flush();
        stream.Flush();
    }

    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        StateDictionary states = state_dict();
        writer.Encode(states.Options.Count);
        writer.Encode(states.State.Count);
        foreach (OptimizerOptions options in states.Options)
            options.SaveStateDict(writer);
        foreach (OptimizerState state in states.State)
            state.SaveStateDict(writer);
    }

    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        string name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        long options = reader.Decode();
        long states = reader.Decode();
        StateDictionary own = state_dict();
        RequireCounts(own, options, states);
        foreach (OptimizerOptions group in own.Options)
            group.LoadStateDict(reader);
        foreach (OptimizerState state in own.State)
            state.LoadStateDict(reader);
    }

    private static void RequireCounts(StateDictionary own, long options, long states)
    {
        if (options != own.Options.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }
}
