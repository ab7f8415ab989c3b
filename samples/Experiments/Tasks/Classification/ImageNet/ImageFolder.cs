namespace Experiments;

/// <summary>Images in a folder for each class. The files are found when it is opened, and read when they are needed.</summary>
internal sealed class ImageFolder : DataSets
{
    public const string TrainingFolder = "train", ValidationFolder = "val";

    private readonly DataFolder _folder;

    /// <exception cref="Quickstart.BadInputException">A folder is missing or has no images, or the classes to validate are not those to train.</exception>
    public ImageFolder(DataFolder folder)
    {
        _folder = folder;
        var classes = folder.Folders(TrainingFolder);
        if (classes.Count == 0) throw folder.Damaged(TrainingFolder, "has no folders with the images of a class");
        var evaluated = folder.Folders(ValidationFolder);
        if (classes.Except(evaluated).FirstOrDefault() is { } missing)
            throw folder.Damaged(ValidationFolder, $"has no folder '{missing}', which '{TrainingFolder}' has");
        if (evaluated.Except(classes).FirstOrDefault() is { } surplus)
            throw folder.Damaged(ValidationFolder, $"has a folder '{surplus}', which '{TrainingFolder}' has not");
        Classes = classes.Count;
        Training = Files(TrainingFolder, classes);
        Validation = Files(ValidationFolder, classes);
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    public IReadOnlyList<LabelledFile> Training { get; }

    public IReadOnlyList<LabelledFile> Validation { get; }

    public override string Description =>
        $"{Training.Count:N0} images of {Classes:N0} classes to train with, {Validation.Count:N0} to validate";

    /// <summary>Reads a part of an image, as <see cref="ImageFile.TryRead"/> does.</summary>
    /// <exception cref="Quickstart.BadInputException">The file is not a whole image.</exception>
    public void Read(LabelledFile file, Func<int, int, Crop> crop, bool flipped, int size, Span<byte> pixels)
    {
        if (!ImageFile.TryRead(_folder.PathOf(file.Name), crop, flipped, size, pixels)) throw _folder.Damaged(file.Name, "is not a whole image");
    }

    public override void Dispose()
    {
    }

    private List<LabelledFile> Files(string part, IReadOnlyList<string> classes)
    {
        List<LabelledFile> files = [];
        foreach (var (label, name) in classes.Index())
        {
            var folder = Path.Combine(part, name);
            var images = _folder.Files(folder).Where(IsImage).ToList();
            if (images.Count == 0) throw _folder.Damaged(folder, "has no images");
            files.AddRange(images.Select(image => new LabelledFile(Path.Combine(folder, image), label)));
        }

        return files;
    }

    private static bool IsImage(string file) => Path.GetExtension(file).ToUpperInvariant() is ".JPEG" or ".JPG" or ".PNG";
}
