using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new();

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                Sequential(modules.AsEnumerable());

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential(modules.AsEnumerable());

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            {
                Sequential all = Sequential();
                foreach ((string name, Module<Tensor, Tensor> module) in modules)
                    all.append(name, module);
                return all;
            }

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                Sequential all = Sequential();
                foreach (Module<Tensor, Tensor> module in modules)
                    all.append(module);
                return all;
            }
        }
    }
}

namespace TorchSharp.Modules
{
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        internal Sequential() : base("torch::nn::SequentialImpl")
        {
        }

        protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : this()
        {
            foreach ((string key, nn.Module<Tensor, Tensor> module) in modules)
                append(key, module);
        }

        protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : this()
        {
            foreach (nn.Module<Tensor, Tensor> module in modules)
                append(module);
        }

        public int Count => _internal_submodules.Count;

        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => (nn.IModule<Tensor, Tensor>)_internal_submodules[index].Item2;

        public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            _internal_submodules.Add(name, (nn.Module)module);
            return this;
        }

        public override Tensor forward(Tensor tensor)
        {
            if (Count == 0)
                return tensor.alias();
            Tensor result = this[0].call(tensor);
            for (int i = 1; i < Count; i++)
            {
                Tensor input = result;
                result = this[i].call(input);
                input.Dispose();
            }
            return result;
        }
    }
}
