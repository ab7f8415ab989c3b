namespace OptimizerDsl;

/// <summary>Which slot of a full critical memory makes way for a candidate.</summary>
public enum Replacement
{
    /// <summary>That of the smallest priority, if the candidate's is greater (McRae et al. 2022, Malviya et al. 2023).</summary>
    Priority,

    /// <summary>The oldest, always: the memory is a window over the last C candidates. Priorities are not used.</summary>
    FirstInFirstOut,
}
