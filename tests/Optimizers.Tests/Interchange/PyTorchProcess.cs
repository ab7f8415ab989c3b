using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>PyTorch on the other side: the Python of docs/checkpoints.md, with torch_side.py to train.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    private static readonly string[] s_interpreters = ["python3", "/usr/bin/python3", "python"];
    private static readonly Lazy<string?> s_interpreter = new(() => s_interpreters.FirstOrDefault(name => Start(name, "-c", "import torch").Code == 0));

    private readonly TemporaryFolder _folder = new();

    public PyTorchProcess()
    {
        var blocks = Regex.Matches(File.ReadAllText(Path.Combine(InterchangeCase.Folder, "checkpoints.md")), "```python\n(.*?)```", RegexOptions.Singleline);
        Assert.Equal(2, blocks.Count);
        File.WriteAllText(_folder.File("interchange.py"), blocks[0].Groups[1].Value);
        Directory.CreateDirectory(_folder.File("safetensors"));
        File.WriteAllText(Path.Combine(_folder.File("safetensors"), "__init__.py"), "");
        File.WriteAllText(Path.Combine(_folder.File("safetensors"), "torch.py"), blocks[1].Groups[1].Value);
        File.Copy(Path.Combine(InterchangeCase.Folder, "torch_side.py"), _folder.File("torch_side.py"));
    }

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? Obstacle => s_interpreter.Value is null
        ? $"None of {string.Join(", ", s_interpreters)} has PyTorch (apt-get install python3-torch, or pip install torch)."
        : null;

    public void Run(string verb, string folder)
    {
        var (code, output) = Start(s_interpreter.Value!, _folder.File("torch_side.py"), verb, Path.Combine(InterchangeCase.Folder, "cases.json"), folder);
        Assert.True(code == 0, output);
    }

    public void Dispose() => _folder.Dispose();

    private static (int Code, string Output) Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.GetAwaiter().GetResult() + errors);
        }
        catch (Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}
