using OptimizerDsl.Setup;

// Writes a copy of a shared library whose unused needs of libstdc++ are weak: the loader then takes it on systems with an older one.
if (args is not [var library, var copy])
{
    Console.Error.WriteLine("usage: OptimizerDsl.Setup LIBRARY COPY");
    return 2;
}

var needs = new VersionNeeds(File.ReadAllBytes(library));
var unused = needs.All.Where(need => need.Library.StartsWith("libstdc++.so", StringComparison.Ordinal) && !need.IsUsed).ToList();
File.WriteAllBytes(copy, needs.Weakened(unused));
foreach (var need in unused) Console.WriteLine($"{need.Version} of {need.Library} is weak in {copy}");
return 0;
