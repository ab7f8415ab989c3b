#:property PublishAot=false

// The one entry point: sets the machine up as far as needed, then builds, tests and runs. See Usage below.

using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;

const string Usage = """
    usage: dotnet run build.cs -- <command> [arguments]

      demo  [arguments]   run the quickstart sample (samples/Quickstart)
      test  [--full] [arguments]
                          build and run all tests; arguments go to `dotnet test`, as in --filter Name~Adam;
                          --full: every case of the optimizers in every situation, which takes half an hour
      bench [arguments]   run the benchmarks (tests/Benchmarks)
      gpu-bundle          write artifacts/gpu-bundle.tar.gz: tests and benchmarks for a machine with a GPU (eng/gpu)
      pack                write the NuGet packages to artifacts/packages
      setup [--force]     only set up: what the commands above do first; --force asks the package sources again
    """;

var root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var artifacts = Path.Combine(root, "artifacts");
var rest = args.Skip(1).ToArray();
Process? child = null;
var interrupted = false;

// Ctrl-C reaches the child through the terminal: stay to see it end. A signal to this process alone is passed on.
Console.CancelKeyPress += (_, e) => e.Cancel = interrupted = true;
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = interrupted = true;
    child?.Kill(entireProcessTree: true);
});

try
{
    switch (args.FirstOrDefault())
    {
        case "demo": Setup(); return RunProject("samples/Quickstart");
        case "bench": Setup(); return RunProject("tests/Benchmarks");
        case "test": Setup(); InstallCompilers(); return Test();
        case "gpu-bundle": Setup(); return GpuBundle();
        case "pack": Setup(); return Pack();
        case "setup" when rest is [] or ["--force"]: Setup(force: rest is ["--force"]); return 0;
        case "--help" or "-h" or "help": Console.WriteLine(Usage); return 0;
        default: Console.Error.WriteLine(Usage); return 2;
    }
}
catch (BuildException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

// ---- commands

int RunProject(string project) =>
    Run("dotnet", ["run", "-c", "Release", "--project", Path.Combine(root, project), "--", .. rest]);

int Pack()
{
    var target = Path.Combine(artifacts, "packages");
    foreach (var project in new[] { "Runtime", "Optimizers" })
    {
        var code = Run("dotnet", "pack", Path.Combine(root, "src", project), "-c", "Release", "-o", target);
        if (code != 0) return code;
    }
    return 0;
}

// What eng/gpu/run.sh runs on a Linux machine with a GPU and PyTorch: nothing of .NET has to be installed there.
int GpuBundle()
{
    const long Most = 64 << 20;
    var folder = Path.Combine(artifacts, "gpu-bundle");
    var app = Path.Combine(folder, "app");
    if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    // Without libtorch: PyTorch's is used there.
    Must("publishing", "dotnet", "publish", Path.Combine(root, "eng", "gpu", "GpuVerification"), "-c", "Release", "-r", "linux-x64",
        "--self-contained", "-p:TorchBackend=none", "-o", app, "-v", "quiet", "--nologo");

    foreach (var file in new[] { "eng/gpu/run.sh", "eng/gpu/torch_bench.py" })
        File.Copy(Path.Combine(root, file), Path.Combine(folder, Path.GetFileName(file)));
    var recordings = Path.Combine(root, "..", "shared", "golden");
    if (Directory.Exists(recordings))
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "golden"));
        foreach (var file in Directory.GetFiles(recordings, "*.json")) File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
    }

    var bundle = folder + ".tar.gz";
    using (var file = File.Create(bundle))
    using (var packed = new GZipStream(file, CompressionLevel.SmallestSize))
        TarFile.CreateFromDirectory(folder, packed, includeBaseDirectory: true);
    var size = new FileInfo(bundle).Length;
    Console.WriteLine($"{bundle}: {size / 1e6:0.0} MB");
    Console.WriteLine("on the machine with the GPU:  tar xzf gpu-bundle.tar.gz && bash gpu-bundle/run.sh");
    return size <= Most ? 0 : throw new BuildException($"the bundle has more than {Most / 1e6:0} MB");
}

int Test()
{
    var solution = Path.Combine(root, "Dsl.sln");
    var results = Path.Combine(artifacts, "test-results");
    if (Directory.Exists(results)) Directory.Delete(results, recursive: true);

    // Built first, so that a build that fails is not mistaken for tests that do.
    Must("building", "dotnet", "build", solution, "-c", "Release", "-v", "quiet", "--nologo");

    // MKL, in the package's libtorch, else rounds by where tensors happen to lie; and tests compare bits.
    Environment.SetEnvironmentVariable("MKL_CBWR", "COMPATIBLE");
    if (rest.Contains("--full")) Environment.SetEnvironmentVariable("DSL_FULL", "1");

    // The assemblies, not the projects, which would all be evaluated again; as many at once as there are cores, the longest first.
    string[] longest = ["Optimizers.Tests", "Packages.Tests", "Language.Tests", "Experiments.Tests", "Property.Tests", "Generator.Tests"];
    var assemblies = Directory.GetDirectories(Path.Combine(root, "tests"), "*.Tests").Select(folder => Path.GetFileName(folder)!)
        .OrderBy(name => (uint)Array.IndexOf(longest, name)).ThenBy(name => name, StringComparer.Ordinal)
        .Select(name => Directory.GetFiles(Path.Combine(artifacts, "bin", name, "release"), $"*{name}.dll").Single());
    var code = Run("dotnet", ["test", .. assemblies, "--parallel", "--nologo",
        "--logger", "trx", "--logger", "console;verbosity=quiet", "--results-directory", results, .. rest.Except(["--full"])]);
    return Report(results, code);
}

int Report(string results, int code)
{
    var files = Directory.Exists(results) ? Directory.GetFiles(results, "*.trx") : [];
    var documents = files.Select(file => XDocument.Load(file)).ToList();
    var tests = All("UnitTestResult").Select(result => new TestResult(
        (string)result.Attribute("testName")!,
        (string?)result.Attribute("outcome"),
        string.Join('\n', Named(result, "ErrorInfo").Elements().Select(part => part.Value.Trim()))))
        .OrderBy(test => test.Name, StringComparer.Ordinal).ToList();
    var passed = tests.Where(test => test.Outcome == "Passed").ToList();
    var skipped = tests.Where(test => test.Outcome == "NotExecuted").ToList();
    var failed = tests.Except(passed).Except(skipped).ToList();
    // A test host that crashed takes its tests along: the ones that were not heard of must not look like none failed.
    var errors = All("RunInfo").Where(info => (string?)info.Attribute("outcome") == "Error").Select(info => info.Value.Trim())
        .Where(text => !text.EndsWith("[FAIL]")).ToList();
    if (errors.Count > 0 || code != 0 && failed.Count == 0)
    {
        var lines = errors.SelectMany(text => text.Split('\n').Take(5));
        failed.Add(new("the test run itself", null, string.Join('\n', lines.Prepend($"exit code {code}"))));
    }

    Console.WriteLine();
    foreach (var test in skipped) Console.WriteLine($"skipped {test.Name}: {test.Message}");
    foreach (var test in failed) Console.WriteLine($"FAILED  {test.Name}\n    {test.Message.ReplaceLineEndings("\n    ")}");
    if (tests.Count == 0) Console.WriteLine("no test ran");
    Console.WriteLine($"{passed.Count} passed, {failed.Count} failed, {skipped.Count} skipped");
    return code != 0 ? code : tests.Count == 0 ? 1 : 0;

    IEnumerable<XElement> All(string name) => documents.SelectMany(document => Named(document, name));
    static IEnumerable<XElement> Named(XContainer node, string name) =>
        node.Descendants().Where(element => element.Name.LocalName == name);
}

// ---- set-up

// Finds out what of the packages restores and loads here, once; Directory.Build.props reads the answer.
void Setup(bool force = false)
{
    Directory.CreateDirectory(artifacts);
    var packages = Path.Combine(root, "Directory.Packages.props");
    var versions = XDocument.Load(packages).Descendants("PackageVersion")
        .ToDictionary(package => (string)package.Attribute("Include")!, package => (string)package.Attribute("Version")!);
    var key = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(packages)))[..16];

    var path = Path.Combine(artifacts, "setup.props");
    var known = File.Exists(path) ? File.ReadAllText(path) : "";
    var copy = Path.Combine(artifacts, "native", "libLibTorchSharp.so");
    if (force || !known.Contains(key) || known.Contains("<LibTorchSharp>") && !File.Exists(copy))
    {
        var (restored, output, assets) = Restore("TorchSharp", "TorchSharp-cpu");
        if (!restored)
            throw new BuildException($"{output}\nThe packages TorchSharp and TorchSharp-cpu {versions["TorchSharp-cpu"]} do not restore on this machine: see above.");
        var needsCopy = OperatingSystem.IsLinux() && NeedsCopy(assets, copy);
        var (verify, answer, _) = Restore("Verify.Xunit");
        // A source that did not answer has decided nothing for good: without the key the next set-up asks again.
        known = new XElement("Project", new XElement("PropertyGroup",
            // As MSBuild reads it: the folder of this file.
            needsCopy ? new XElement("LibTorchSharp", "$(MSBuildThisFileDirectory)native/libLibTorchSharp.so") : null,
            new XElement("OfflineVerify", verify ? "false" : "true"),
            new XElement("SetupKey", !verify && answer.Contains("NU1301") ? "" : key))).ToString();
        File.WriteAllText(path, known);
    }

    Console.WriteLine($"TorchSharp: package {versions["TorchSharp"]}");
    if (known.Contains("<LibTorchSharp>"))
        Console.WriteLine("            its native library is a copy that this system's older libstdc++ loads, in artifacts/native");
    Console.WriteLine(known.Contains("<OfflineVerify>true")
        ? "Verify: offline stand-in (the package does not restore here)"
        : $"Verify: package {versions["Verify.Xunit"]}");

    // Whether a throwaway project restores these packages from the sources configured here, and what NuGet has found.
    (bool Restored, string Output, string Assets) Restore(params string[] names)
    {
        var probe = Path.Combine(artifacts, "probe", names[0]);
        Directory.CreateDirectory(probe);
        // Its own, empty ones: the probe must not inherit the repository's settings.
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(probe, file), "<Project />");
        var references = names.Select(name => $"""<PackageReference Include="{name}" Version="{versions[name]}" />""");
        File.WriteAllText(Path.Combine(probe, "Probe.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{string.Concat(references)}</ItemGroup>
            </Project>
            """);
        var (code, output) = Quiet($"restoring {string.Join(", ", names)}", "dotnet", "restore", probe, "--force");
        return (code == 0, output, Path.Combine(probe, "obj", "project.assets.json"));
    }
}

// Whether the loader takes a copy of TorchSharp's native library, which is made then, and not that library itself.
bool NeedsCopy(string assets, string copy)
{
    var native = NativeFiles(assets, $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");
    if (!native.TryGetValue("libLibTorchSharp.so", out var library) || !native.TryGetValue("libtorch.so", out var torch))
        throw new BuildException($"The packages TorchSharp and TorchSharp-cpu have no native libraries for Linux on {RuntimeInformation.OSArchitecture}.");
    // It asks for libtorch by name, which is loaded then.
    if ((LoadError(torch) ?? LoadError(library)) is not { } error) return false;

    // Built on newer systems, the library names versions of libstdc++ that it does not use: a copy of it can do without those.
    if (error.Contains("libstdc++.so"))
    {
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        Must("copying TorchSharp's native library", "dotnet", "run", "--project", Path.Combine(root, "eng", "Setup"), "--", library, copy);
        if (LoadError(copy) is not { } other) return true;
        error = other;
    }

    throw new BuildException($"TorchSharp's native library does not load on this machine:\n{error}");

    static string? LoadError(string path)
    {
        try
        {
            NativeLibrary.Load(path);
            return null;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            return failure.Message;
        }
    }
}

// The native files that restored packages have for a runtime, by their names.
static Dictionary<string, string> NativeFiles(string assets, string runtime)
{
    using var found = JsonDocument.Parse(File.ReadAllText(assets));
    var folders = found.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
    var files = from target in found.RootElement.GetProperty("targets").EnumerateObject()
                from package in target.Value.EnumerateObject()
                where package.Value.TryGetProperty("runtimeTargets", out _)
                from file in package.Value.GetProperty("runtimeTargets").EnumerateObject()
                where file.Value.GetProperty("rid").GetString() == runtime
                let path = found.RootElement.GetProperty("libraries").GetProperty(package.Name).GetProperty("path").GetString()!
                select folders.Select(folder => Path.Combine(folder, path, file.Name)).First(File.Exists);
    return files.ToDictionary(file => Path.GetFileName(file)!);
}

// The tests compile the kernels for a GPU with clang, and run them on the processor with g++; without clang they say so.
void InstallCompilers()
{
    if (!File.Exists("/usr/bin/apt-get")) return;
    var missing = new[] { "clang", "g++" }
        .Where(name => Capture("dpkg-query", "-W", "-f=${db:Status-Status}", name).Output.Trim() != "installed").ToArray();
    if (missing.Length == 0) return;

    if (!Environment.IsPrivilegedProcess)
    {
        Console.WriteLine($"The tests of kernels need: sudo apt-get install -y --no-install-recommends {string.Join(' ', missing)}");
        return;
    }

    string[] install = ["install", "-y", "--no-install-recommends", .. missing];
    // A mirror that hiccups is common enough to try twice.
    foreach (var last in new[] { false, true })
    {
        var update = Quiet("updating the package lists", "apt-get", "update");
        var done = Quiet($"installing {string.Join(", ", missing)}", "apt-get", install);
        if (done.Code == 0) return;
        if (last) throw new BuildException($"{update.Output}{done.Output}\napt-get failed twice: is its mirror reachable?");
    }
}

// ---- processes

void Must(string what, string program, params string[] arguments)
{
    var (code, output) = Quiet(what, program, arguments);
    if (code != 0) throw new BuildException($"{output}\n{what} failed: {program} {string.Join(' ', arguments)}");
}

// What the program wrote is for the caller to show. What takes longer than a moment says so, and how long it took.
(int Code, string Output) Quiet(string what, string program, params string[] arguments)
{
    var clock = Stopwatch.StartNew();
    var work = Task.Run(() => Capture(program, arguments));
    var slow = Task.WaitAny([work], TimeSpan.FromSeconds(1)) < 0;
    if (slow) Console.Write($"  {what} ... ");
    Task.WaitAny(work);
    if (slow) Console.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s");
    return work.GetAwaiter().GetResult();
}

(int Code, string Output) Capture(string program, params string[] arguments)
{
    var output = new System.Text.StringBuilder();
    var start = Info(program, arguments);
    (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
    start.WorkingDirectory = root;
    var process = Start(start);
    process.OutputDataReceived += Collect;
    process.ErrorDataReceived += Collect;
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    process.WaitForExit();
    // A step cut short has failed at nothing, and decides nothing.
    return interrupted ? throw new BuildException("interrupted") : (process.ExitCode, output.ToString());

    void Collect(object _, DataReceivedEventArgs line)
    {
        lock (output) if (line.Data is not null) output.AppendLine(line.Data);
    }
}

// With this console as its own, so that progress bars and Ctrl-C work.
int Run(string program, params string[] arguments)
{
    var process = Start(Info(program, arguments));
    process.WaitForExit();
    return process.ExitCode;
}

Process Start(ProcessStartInfo info)
{
    if (interrupted) throw new BuildException("interrupted");
    try
    {
        return child = Process.Start(info)!;
    }
    catch (Win32Exception)
    {
        throw new BuildException($"{info.FileName} is needed and was not found");
    }
}

static ProcessStartInfo Info(string program, string[] arguments) => new(program, arguments)
{
    Environment =
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DEBIAN_FRONTEND"] = "noninteractive",
        // Build servers outlive the build, and some CI waits for every process it started.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
    },
};

sealed record TestResult(string Name, string? Outcome, string Message);

sealed class BuildException(string message) : Exception(message);
