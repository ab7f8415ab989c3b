using System.Text;

namespace OptimizerDsl.Generator.Emission.Cuda;

/// <summary>Names of the rule in CUDA C, which has ASCII letters and words of its own.</summary>
internal sealed class CudaNames
{
    private const string Greek = "αβγδεζηθικλμνξοπρςστυφχψω";

    private static readonly string[] s_greek =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron",
        "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];

    // Of the language, of the prelude, and of the emitters.
    private static readonly HashSet<string> s_taken = new(
        ("alignas alignof and asm auto bitand bitor bool break case catch char class compl const constexpr continue decltype default delete do "
        + "double else enum explicit extern false float for friend goto if inline int long mutable namespace new noexcept not nullptr operator or "
        + "private protected public register return short signed sizeof static struct switch template this throw true try typedef typeid typename "
        + "union unsigned using virtual void volatile wchar_t while xor "
        + "a i k V work begin end stride totals elements parameter thread shared own chunk "
        + "least root half_power exponential logarithm hyperbolic_tangent power larger smaller sign_of magnitude_of widen narrow mix joined run combine combine_chunks "
        + "host_truncate host_add host_subtract host_multiply host_divide host_remainder host_clamp "
        + "sqrt exp log pow tanh fabs floor ceil rint trunc cbrt log2 log10 sin cos tan atan fmod").Split(' '),
        StringComparer.Ordinal);

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public string Of(string name)
    {
        if (_known.TryGetValue(name, out var known)) return known;
        var ascii = Ascii(name);
        while (IsTaken(ascii) || !_used.Add(ascii)) ascii += "_";
        _known[name] = ascii;
        return ascii;
    }

    private static bool IsTaken(string name) => s_taken.Contains(name) || name.EndsWith("_at", StringComparison.Ordinal)
        || name.EndsWith("_noise", StringComparison.Ordinal) || name.EndsWith("_length", StringComparison.Ordinal) || IsNumbered(name, "n") || IsNumbered(name, "sum") || IsNumbered(name, "total");

    private static bool IsNumbered(string name, string stem) =>
        name.StartsWith(stem, StringComparison.Ordinal) && name.Skip(stem.Length).All(c => c is >= '0' and <= '9');

    private static string Ascii(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' || c is >= '0' and <= '9' && text.Length > 0) text.Append(c);
            else if (Greek.IndexOf(char.ToLowerInvariant(c)) is var letter and >= 0)
                text.Append(char.IsUpper(c) ? char.ToUpperInvariant(s_greek[letter][0]) + s_greek[letter].Substring(1) : s_greek[letter]);
            else text.Append('u').Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
