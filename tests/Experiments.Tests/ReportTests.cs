using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Experiments.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments").FullName;

    [Fact]
    public void All_experiments_make_one_report_with_their_drawings_tables_settings_and_command()
    {
        var report = Path.Combine(_folder, "report.html");
        var run = Invocation.Of("toy", "-o", "steps=20", "-o", "drop=10", "-o", "seeds=2", "-o", "starts=2", "-o", "points=5",
            "-o", "sharpnesses=3", "-o", "capacities=2,4", "--report", report);

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains(new Uri(report).AbsoluteUri, run.Output);
        var page = File.ReadAllText(report);
        Assert.Contains("-- toy -o steps=20", page);
        Assert.All(Experiment.All, experiment => Assert.Contains($"""<section id="{experiment.Name}">""", page));
        Assert.DoesNotContain("NaN", page);

        var drawings = Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline).Select(match => XElement.Parse(match.Value)).ToList();
        Assert.Equal(4 + 4 + (2 + 3 * 2) + 2 * 2, drawings.Count);
        var names = drawings.SelectMany(drawing => drawing.Descendants("clipPath")).Select(clip => clip.Attribute("id")!.Value).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void The_list_names_every_experiment_and_setting()
    {
        var list = Invocation.Of("--list");
        Assert.Equal(("", 0), (list.Error, list.ExitCode));
        Assert.All(Experiment.All, experiment => Assert.All(experiment.Settings, setting => Assert.Contains($"{setting.Name}={setting.Default}", list.Output)));
    }

    [Fact]
    public void A_contour_lies_where_the_surface_has_its_height()
    {
        // Of x² + 4y², the lines are ellipses around the origin: twice as wide as high.
        var drawing = XElement.Parse(new ContourPlot(new Bowl()).ToSvg());
        foreach (var line in drawing.Descendants("path").Where(path => path.Attribute("class")?.Value == "contour").Take(3))
        {
            var numbers = Regex.Matches(line.Attribute("d")!.Value, "[-0-9.]+").Select(match => double.Parse(match.Value)).ToList();
            var (xs, ys) = (numbers.Where((_, i) => i % 2 == 0).ToList(), numbers.Where((_, i) => i % 2 == 1).ToList());
            var (width, height) = ((xs.Max() - xs.Min()) / 468, (ys.Max() - ys.Min()) / 416);
            Assert.InRange(width / height, 1.95, 2.05);
            Assert.InRange((xs.Max() + xs.Min()) / 2, 273, 275);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Bowl() : Surface("Bowl", Region.Square(-1, 1))
    {
        public override string Formula => "x² + 4y²";

        public override TorchSharp.torch.Tensor Value(TorchSharp.torch.Tensor points) =>
            points.select(1, 0).square() + 4 * points.select(1, 1).square();
    }
}
