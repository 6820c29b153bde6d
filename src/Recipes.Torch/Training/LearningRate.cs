namespace Recipes.Torch.Training;

/// <summary>The learning rate over a run: linear warmup from 0, then half a cosine down to 0.</summary>
public static class LearningRate
{
    /// <summary>The rate of one step, as transformers' get_cosine_schedule_with_warmup gives it.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="warmupSteps">Steps of the warmup; 0 for none.</param>
    /// <param name="steps">Steps in all.</param>
    /// <param name="peak">Reached after the warmup.</param>
    public static double At(int step, int warmupSteps, int steps, double peak)
    {
        if (step < warmupSteps)
        {
            return peak * step / warmupSteps;
        }

        var progress = (double)(step - warmupSteps) / Math.Max(1, steps - warmupSteps);
        return peak * Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
