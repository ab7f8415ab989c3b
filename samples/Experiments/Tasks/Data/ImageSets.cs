namespace Experiments;

/// <summary>Images in memory: what is trained, validated and tested with.</summary>
internal sealed class ImageSets(Images training, Images validation, Images test) : DataSets
{
    /// <summary>The fewest that can be divided.</summary>
    public const int Fewest = 2;

    public Images Training => training;

    public override string Description =>
        $"{training.Count:N0} images to train with, {validation.Count:N0} to validate, {test.Count:N0} to test";

    public Images Of(Subset subset) => subset == Subset.Validation ? validation : test;

    /// <summary>Keeps the last tenth of a published training set for validation, as AggMo's experiments do.</summary>
    public static ImageSets Divide(Images training, Images test)
    {
        var kept = training.Count * 9 / 10;
        return new(training.Between(0, kept), training.Between(kept, training.Count), test);
    }

    public override void Dispose()
    {
    }
}
