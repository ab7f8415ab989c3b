using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.PInvoke.NativeMethods;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null,
                double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false,
                Device? device = null, ScalarType? dtype = null)
            {
                Parameter table = Parameter(empty(num_embeddings, embedding_dims, device: device, dtype: dtype));
                init.normal_(table);
                if (padding_idx is { } row)
                {
                    using IDisposable none = no_grad();
                    using Tensor padding = table.select(0, row);
                    padding.fill_(0);
                }
                return new Embedding(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }

            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null,
                double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false,
                Device? device = null, ScalarType? dtype = null)
            {
                Tensor values = embeddings.detach();
                if (device is not null || dtype is not null)
                    values = values.to(dtype ?? values.dtype, device ?? values.device, disposeAfter: true);
                return new Embedding(Parameter(values, !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long? _paddingIndex;
        private readonly double? _maxNorm;
        private readonly double _normType;
        private readonly bool _scaleGradient;
        private readonly bool _sparse;

        internal Embedding(Parameter table, long? paddingIndex, double? maxNorm, double normType, bool scaleGradient,
            bool sparse) : base("torch::nn::EmbeddingImpl")
        {
            Assign("weight", table);
            long rows = table.size(0);
            _paddingIndex = paddingIndex < 0 ? paddingIndex + rows : paddingIndex;
            _maxNorm = maxNorm;
            _normType = normType;
            _scaleGradient = scaleGradient;
            _sparse = sparse;
        }

        /// <summary>A new reference to the table at each call, as TorchSharp gives; it is the caller's to dispose of.</summary>
        [DisallowNull]
        public Parameter? weight
        {
            get => new(_internal_params["weight"].alias().MoveHandle());
            set => ConditionallyRegisterParameter("weight", value);
        }

        public override Tensor forward(Tensor input) =>
            THSNN_embedding(_internal_params["weight"], input, _paddingIndex ?? -1, _maxNorm ?? 0, _normType, _scaleGradient,
                _sparse);
    }
}
