using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => THSTensor_matmul(this, target);

        public Tensor mm(Tensor target) => THSTensor_mm(this, target);

        public Tensor mv(Tensor target) => THSTensor_mv(this, target);

        public Tensor bmm(Tensor batch2) => THSTensor_bmm(this, batch2);

        public Tensor dot(Tensor target) => THSTensor_dot(this, target);

        public Tensor outer(Tensor vec2) => THSTensor_outer(this, vec2);

        public Tensor kron(Tensor other) => THSTensor_kron(this, other);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            THSTensor_addmm(this, mat1, mat2, beta, alpha);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            THSTensor_addmm_(this, mat1, mat2, beta, alpha);
            return Checked();
        }
    }
}
