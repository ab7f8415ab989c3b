using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A network or a part of one: its parameters, its buffers and its own parts, each under a name.</summary>
        public partial class Module : IDisposable
        {
            protected string? name;

            protected OrderedDict<string, Module> _internal_submodules = new();
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();
            protected OrderedDict<string, Parameter> _internal_params = new();

            private IEnumerable<(string Name, (Tensor Tensor, bool Persistent) State)> RegisteredBuffers => _internal_buffers;

            private bool _registered;
            private bool _training = true;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach ((_, Tensor buffer) in named_buffers(false))
                    buffer.DetachFromDisposeScope().Dispose();
                foreach ((_, Parameter parameter) in named_parameters(false))
                    parameter.DetachFromDisposeScope().Dispose();
                foreach ((_, Module module) in named_children())
                    module.Dispose();
            }

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual bool training => _training;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach ((_, Module module) in named_children())
                    module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach ((_, Module module) in named_children())
                    module.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                {
                    using Tensor? grad = parameter.grad;
                    if (grad is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        grad.zero_().Dispose();
                }
            }

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Named(_internal_params, module => module.named_parameters(), recurse);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true,
                bool include_nonpersistent = true) =>
                Named(RegisteredBuffers.Where(named => named.State.Persistent).Select(named => (named.Name, named.State.Tensor)),
                    module => module.named_buffers(true, include_nonpersistent), recurse);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            public virtual IEnumerable<Module> children() => named_children().Select(named => named.module);

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string, Module) child in named_children())
                    yield return child;
                foreach ((string outer, Module child) in named_children())
                    foreach ((string inner, Module module) in child.named_modules())
                        yield return ($"{outer}.{inner}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) =>
                named_parameters().FirstOrDefault(named => named.name == target).parameter;

            public virtual Tensor? get_buffer(string target) =>
                named_buffers().FirstOrDefault(named => named.name == target).buffer;

            /// <summary>This module's own tensors, then those of its parts under their names; each native tensor once.</summary>
            private IEnumerable<(string, T)> Named<T>(IEnumerable<(string, T)> own,
                Func<Module, IEnumerable<(string, T)>> inside, bool recurse)
                where T : Tensor
            {
                HashSet<nint> seen = [0];
                foreach ((string key, T tensor) in own)
                    if (seen.Add(tensor.handle))
                        yield return (key, tensor);
                if (!recurse)
                    yield break;
                foreach ((string part, Module module) in named_children())
                    foreach ((string key, T tensor) in inside(module))
                        if (seen.Add(tensor.handle))
                            yield return ($"{part}.{key}", tensor);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (_internal_buffers.ContainsKey(name))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                _internal_buffers.Add(name, (tensor, persistent));
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (_internal_params.ContainsKey(name))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                _internal_params.Add(name, param);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    if (_internal_submodules.ContainsKey(name))
                        _internal_submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name))
                    throw new ArgumentException("module name can't be empty string \"\"");
                if (name.Contains('.'))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (_internal_submodules.ContainsKey(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            /// <summary>Registers the modules, parameters and tensors that are in the fields of this object.</summary>
            protected virtual void RegisterComponents()
            {
                if (_registered)
                    return;
                foreach (FieldInfo field in Fields())
                {
                    string key = field.Name;
                    if (_internal_submodules.ContainsKey(key) || _internal_params.ContainsKey(key) || _internal_buffers.ContainsKey(key))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(key, module);
                            break;
                        case Parameter parameter:
                            register_parameter(key, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(key, tensor);
                            break;
                    }
                }
                _registered = true;
            }

            private IEnumerable<FieldInfo> Fields()
            {
                HashSet<string> seen = [];
                for (Type? type = GetType(); type is not null; type = type.BaseType)
                    foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                        if (seen.Add(field.Name))
                            yield return field;
            }

            /// <summary>Gives a property its parameter: the one that was there goes, the new one belongs to no scope.</summary>
            internal void Assign(string name, Parameter? value)
            {
                if (_internal_params.TryGetValue(name, out Parameter? before) && !ReferenceEquals(before, value))
                    before.Dispose();
                value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(name, value);
            }

            protected void ClearModules() => _internal_submodules.clear();

            protected void ConditionallyRegisterParameter(string name, Tensor value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is not null)
                    _internal_params[name] = value;
                else if (_internal_params.ContainsKey(name))
                    _internal_params.Remove(name);
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is not null)
                    _internal_buffers[name] = (value, persistent);
                else if (_internal_buffers.ContainsKey(name))
                    _internal_buffers.Remove(name);
            }
        }
    }
}
