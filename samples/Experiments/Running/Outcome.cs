namespace Experiments;

/// <summary>An experiment that was done.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Settings">What it ran with.</param>
/// <param name="Findings">What came of it.</param>
/// <param name="Time">How long it took.</param>
internal sealed record Outcome(Experiment Experiment, Settings Settings, Findings Findings, TimeSpan Time)
{
    /// <summary>Such as "3 of 4", of the claims that could be tested.</summary>
    public string ClaimsReproduced
    {
        get
        {
            var tested = Findings.Claims.Count(claim => claim.Holds is not null);
            return tested == 0 ? "none made" : $"{Findings.Claims.Count(claim => claim.Holds == true)} of {tested}";
        }
    }
}
