using TorchSharp.Modules;
using static TorchSharp.PInvoke.NativeMethods;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true,
                bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null,
                ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
    {
        private readonly long _hiddenSize;
        private readonly long _layers;
        private readonly bool _bias;
        private readonly bool _batchFirst;
        private readonly double _dropout;
        private readonly bool _bidirectional;

        internal LSTM(long inputSize, long hiddenSize, long layers, bool bias, bool batchFirst, double dropout,
            bool bidirectional, Device? device, ScalarType? dtype)
            : base("torch::nn::LSTMImpl")
        {
            _hiddenSize = hiddenSize;
            _layers = layers;
            _bias = bias;
            _batchFirst = batchFirst;
            _dropout = dropout;
            _bidirectional = bidirectional;
            double bound = 1 / Math.Sqrt(hiddenSize);
            for (long layer = 0; layer < layers; layer++)
            {
                long size = layer == 0 ? inputSize : hiddenSize * Directions;
                for (int direction = 0; direction < Directions; direction++)
                {
                    string suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                    Add($"weight_ih{suffix}", [4 * hiddenSize, size]);
                    Add($"weight_hh{suffix}", [4 * hiddenSize, hiddenSize]);
                    if (!bias)
                        continue;
                    Add($"bias_ih{suffix}", [4 * hiddenSize]);
                    Add($"bias_hh{suffix}", [4 * hiddenSize]);
                }
            }

            void Add(string name, long[] shape)
            {
                Parameter parameter = nn.Parameter(empty(shape, device: device, dtype: dtype));
                nn.init.uniform_(parameter, -bound, bound);
                Assign(name, parameter);
            }
        }

        private int Directions => _bidirectional ? 2 : 1;

        public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            Tensor[] own = h0_c0 is null ? [Zeros(input), Zeros(input)] : [];
            (Tensor h0, Tensor c0) = h0_c0 ?? (own[0], own[1]);
            Parameter[] weights = [.. parameters(false)];
            Tensor output = THSNN_lstm(input, h0, c0, Handles(weights), weights.Length, _bias, _layers, _dropout, training,
                _bidirectional, _batchFirst,
                out nint hN, out nint cN);
            GC.KeepAlive(weights);
            foreach (Tensor tensor in own)
                tensor.Dispose();
            return (output, new Tensor(hN), new Tensor(cN));
        }

        public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        /// <summary>Only a hint: the weights are not kept in one buffer here.</summary>
        public void flatten_parameters()
        {
        }

        private Tensor Zeros(Tensor input) =>
            zeros(Directions * _layers, input.size(_batchFirst ? 0 : 1), _hiddenSize, dtype: input.dtype, device: input.device);
    }
}
