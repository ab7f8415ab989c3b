using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>
/// Moves host factors out of products, so that a kernel multiplies once where the equation multiplies and divides by
/// numbers that are the same for every element: lr * (m / c) / d becomes (lr / c) * m / d, and v / c becomes (1 / c) * v.
/// </summary>
internal static class Folding
{
    public static Expression Fold(Expression expression)
    {
        if (!expression.Kind.IsElementwise()) return expression;
        if (expression is not Apply apply) return expression;
        return apply.Operation is Operation.Multiply or Operation.Divide or Operation.Negate && apply.Kind == Kind.Tensor
            ? Product.Of(apply).Build()
            : expression.With(apply.Arguments.Select(Fold));
    }

    /// <summary>factor * a * b ... / (c * d ...), the factor known on the host.</summary>
    private sealed class Product
    {
        private readonly List<Expression> _numerator = [];
        private readonly List<Expression> _denominator = [];
        private Expression? _factor;

        public static Product Of(Expression expression)
        {
            var product = new Product();
            product.Add(expression, inverse: false);
            return product;
        }

        private void Add(Expression expression, bool inverse)
        {
            switch (expression)
            {
                case Apply { Operation: Operation.Multiply, Kind: Kind.Tensor } product:
                    Add(product[0], inverse);
                    Add(product[1], inverse);
                    break;
                case Apply { Operation: Operation.Divide, Kind: Kind.Tensor } quotient:
                    Add(quotient[0], inverse);
                    Add(quotient[1], !inverse);
                    break;
                case Apply { Operation: Operation.Negate, Kind: Kind.Tensor } negation:
                    Add(negation[0], inverse);
                    _factor = Apply.Of(Operation.Negate, Kind.Host, _factor ?? new Literal(1));
                    break;
                case { Kind: Kind.Host or Kind.Scalar }:
                    Scale(expression, inverse);
                    break;
                default:
                    (inverse ? _denominator : _numerator).Add(Fold(expression));
                    break;
            }
        }

        private void Scale(Expression value, bool inverse)
        {
            var kind = value.Kind == Kind.Scalar || _factor?.Kind == Kind.Scalar ? Kind.Scalar : Kind.Host;
            _factor = _factor is null && !inverse
                ? value
                : Apply.Of(inverse ? Operation.Divide : Operation.Multiply, kind, _factor ?? new Literal(1), value);
        }

        public Expression Build()
        {
            var numerator = Chain(_factor is null ? _numerator : _numerator.Prepend(_factor));
            if (_denominator.Count == 0) return numerator!;
            return Apply.Of(Operation.Divide, Kind.Tensor, numerator ?? new Literal(1), Chain(_denominator)!);
        }

        private static Expression? Chain(IEnumerable<Expression> factors) => factors.Aggregate(
            (Expression?)null, (product, next) => product is null ? next : Apply.Of(Operation.Multiply, Kind.Tensor, product, next));
    }
}
