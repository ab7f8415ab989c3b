using System.Globalization;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Names the generated files after their classes.</summary>
internal static class FileNames
{
    /// <summary>The names of which there are several if case does not count, in ordinal order.</summary>
    public static EquatableArray<string> Homonyms(IEnumerable<string> names) => names
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
        .SelectMany(g => g).OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray();

    /// <summary>The full name of the class, numbered if there are homonyms.</summary>
    public static string Of(OptimizerDeclaration declaration, EquatableArray<string> homonyms)
    {
        var name = declaration.FullName;
        var index = homonyms.Where(h => string.Equals(h, name, StringComparison.OrdinalIgnoreCase)).ToList().IndexOf(name);
        // A class Rule in a namespace that has the name of a class would have that one's file.
        if (declaration.Name is "Rule" or "Cuda") index = Math.Max(index, 0) + 1;
        return index < 1 ? name : name + "(" + (index + 1).ToString(CultureInfo.InvariantCulture) + ")";
    }
}
