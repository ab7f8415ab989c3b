using System.Net;

namespace Experiments;

/// <summary>A page with the learning curves of a task and what came of them.</summary>
internal static class TrainingPage
{
    /// <param name="choices">What was chosen.</param>
    /// <param name="data">What the data has, in a line.</param>
    /// <param name="optimizers">The runs.</param>
    /// <param name="findings">What came of them.</param>
    public static string Of(TrainingChoices choices, string data, IReadOnlyList<Comparison> optimizers, Findings findings)
    {
        var task = choices.Task;
        var legend = string.Concat(optimizers.Select(one => $"""<span class="{one.Style}">{Text(one.Variant.Label)}</span>"""));
        return PageParts.Document(task.Title, $"""
            <h1>{Text(task.Title)}</h1>
            <p>{Text(task.Source)}. {(choices.Data is null ? Synthetic : "")}The data: {Text(data)}. {Seeds(choices)}
            Computed on {Text(choices.Device.ToString())}. To do it again:</p>
            <pre>{Text(choices.Command)}</pre>
            <p class="legend">{legend}</p>
            {PageParts.Table(findings.Tables[0])}
            <p class="note">“Test then” is measured in the epoch with the best validation. The bands of the curves are one standard
            deviation on either side of the mean over the seeds. A run whose loss becomes infinite or not a number ends there: it has
            diverged, and is in no mean of the table.</p>
            <div class="charts">{string.Join('\n', findings.Figures)}</div>
            {string.Concat(findings.Tables.Skip(1).Select(PageParts.Table))}
            <p class="note">Settings: {Text(string.Join(", ", choices.Settings.Shown))}.</p>
            <p class="note">Hyperparameters: {Text(string.Join("; ", optimizers.Select(one => Hyperparameters(one.Variant))))}.</p>
            """);
    }

    private const string Synthetic =
        "<b>Synthetic data, made to try the task with: the figures say nothing about the data set.</b> ";

    private static string Hyperparameters(Variant variant) =>
        $"{variant.Method.Name} {string.Join(", ", variant.Hyperparameters.Shown)} ({variant.Method.Source})";

    private static string Seeds(TrainingChoices choices) => choices.Seeds.Count == 1
        ? $"The seed is {choices.Seeds[0]}."
        : $"The seeds are {string.Join(", ", choices.Seeds)}.";

    private static string Text(string plain) => WebUtility.HtmlEncode(plain);
}
