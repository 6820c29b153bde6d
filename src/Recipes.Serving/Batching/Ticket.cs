using System.Threading.Channels;
using Recipes.Torch.Generation;

namespace Recipes.Serving.Batching;

/// <summary>One prompt on its way through the batch. Its pieces wait for the client, so a slow one holds up nobody.</summary>
/// <param name="index">Of the prompt in its request.</param>
/// <param name="prompt">Token ids that the model can read.</param>
/// <param name="sampling">How tokens are chosen.</param>
/// <param name="text">Makes text of tokens, and ends it at stop strings.</param>
/// <param name="pieces">Takes what comes.</param>
internal sealed class Ticket(int index, int[] prompt, SamplingSpec sampling, TextStream text, ChannelWriter<Piece> pieces)
{
    private volatile bool _isCancelled;
    private bool _isFirst = true;

    /// <summary>The client has left: the batch loop drops it before its next step.</summary>
    public bool IsCancelled => _isCancelled;

    /// <summary>Token ids.</summary>
    public int[] Prompt => prompt;

    /// <summary>How tokens are chosen.</summary>
    public SamplingSpec Sampling => sampling;

    /// <summary>Drops it.</summary>
    public void Cancel() => _isCancelled = true;

    /// <summary>Passes a token on.</summary>
    /// <returns>Whether the answer goes on.</returns>
    public bool Take(GeneratedToken token)
    {
        var scores = _isFirst ? token.Sequence.PromptScores : [];
        _isFirst = false;
        var added = token.End == GenerationEnd.Stop ? "" : text.Add(token.Score.Id);
        Finish? finish = text.IsStopped || token.End is GenerationEnd.Stop or GenerationEnd.Whole ? Finish.Stop
            : token.End == GenerationEnd.Length ? Finish.Length : null;
        pieces.TryWrite(new(index, finish is null ? added : added + text.Finish(), token.Score, scores, finish));
        return finish is null;
    }

    /// <summary>Ends it before its time.</summary>
    public void Abort() => pieces.TryWrite(new(index, "", null, [], Finish.Aborted));
}
