using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Comparisons and logic, element by element.</summary>
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => THSTensor_eq(this, target);

        public Tensor eq_(Tensor target)
        {
            THSTensor_eq_(this, target);
            return Checked();
        }

        public Tensor eq(Scalar target) => THSTensor_eq_scalar(this, target);

        public Tensor eq_(Scalar target)
        {
            THSTensor_eq_scalar_(this, target);
            return Checked();
        }

        public Tensor ge(Tensor target) => THSTensor_ge(this, target);

        public Tensor ge_(Tensor target)
        {
            THSTensor_ge_(this, target);
            return Checked();
        }

        public Tensor ge(Scalar target) => THSTensor_ge_scalar(this, target);

        public Tensor ge_(Scalar target)
        {
            THSTensor_ge_scalar_(this, target);
            return Checked();
        }

        public Tensor gt(Tensor target) => THSTensor_gt(this, target);

        public Tensor gt_(Tensor target)
        {
            THSTensor_gt_(this, target);
            return Checked();
        }

        public Tensor gt(Scalar target) => THSTensor_gt_scalar(this, target);

        public Tensor gt_(Scalar target)
        {
            THSTensor_gt_scalar_(this, target);
            return Checked();
        }

        public Tensor le(Tensor target) => THSTensor_le(this, target);

        public Tensor le_(Tensor target)
        {
            THSTensor_le_(this, target);
            return Checked();
        }

        public Tensor le(Scalar target) => THSTensor_le_scalar(this, target);

        public Tensor le_(Scalar target)
        {
            THSTensor_le_scalar_(this, target);
            return Checked();
        }

        public Tensor lt(Tensor target) => THSTensor_lt(this, target);

        public Tensor lt_(Tensor target)
        {
            THSTensor_lt_(this, target);
            return Checked();
        }

        public Tensor lt(Scalar target) => THSTensor_lt_scalar(this, target);

        public Tensor lt_(Scalar target)
        {
            THSTensor_lt_scalar_(this, target);
            return Checked();
        }

        public Tensor ne(Tensor target) => THSTensor_ne(this, target);

        public Tensor ne_(Tensor target)
        {
            THSTensor_ne_(this, target);
            return Checked();
        }

        public Tensor ne(Scalar target) => THSTensor_ne_scalar(this, target);

        public Tensor ne_(Scalar target)
        {
            THSTensor_ne_scalar_(this, target);
            return Checked();
        }

        public Tensor logical_and(Tensor other) => THSTensor_logical_and(this, other);

        public Tensor logical_and_(Tensor other)
        {
            THSTensor_logical_and_(this, other);
            return Checked();
        }

        public Tensor logical_or(Tensor other) => THSTensor_logical_or(this, other);

        public Tensor logical_or_(Tensor other)
        {
            THSTensor_logical_or_(this, other);
            return Checked();
        }

        public Tensor logical_xor(Tensor other) => THSTensor_logical_xor(this, other);

        public Tensor logical_xor_(Tensor other)
        {
            THSTensor_logical_xor_(this, other);
            return Checked();
        }

        public Tensor bitwise_and(Tensor other) => THSTensor_bitwise_and(this, other);

        public Tensor bitwise_and_(Tensor other)
        {
            THSTensor_bitwise_and_(this, other);
            return Checked();
        }

        public Tensor bitwise_or(Tensor other) => THSTensor_bitwise_or(this, other);

        public Tensor bitwise_or_(Tensor other)
        {
            THSTensor_bitwise_or_(this, other);
            return Checked();
        }

        public Tensor bitwise_xor(Tensor other) => THSTensor_bitwise_xor(this, other);

        public Tensor bitwise_xor_(Tensor other)
        {
            THSTensor_bitwise_xor_(this, other);
            return Checked();
        }

        public Tensor bitwise_not() => THSTensor_bitwise_not(this);

        public Tensor bitwise_not_()
        {
            THSTensor_bitwise_not_(this);
            return Checked();
        }

        public Tensor equal(Tensor target) => eq(target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Checked(THSTensor_allclose(this, target, rtol, atol, equal_nan));
    }
}
