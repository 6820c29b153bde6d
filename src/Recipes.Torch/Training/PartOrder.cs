using System.Runtime.ExceptionServices;

namespace Recipes.Torch.Training;

/// <summary>Lets the parts of a step add to shared sums one after the other, whichever thread comes first: so the order of
/// additions, and with it every bit, does not depend on the threads.</summary>
/// <remarks>A part waits only for earlier ones, and parts start in order, so that none waits for one that has no
/// thread.</remarks>
/// <param name="places">Sums, such as one per layer.</param>
internal sealed class PartOrder(int places)
{
    private readonly int[] _next = new int[places];
    private Exception? _failure;

    /// <summary>Waits until all earlier parts have added at a place, then adds.</summary>
    /// <param name="place">From 0.</param>
    /// <param name="part">Its number in the step, from 0.</param>
    /// <param name="add">Called once.</param>
    /// <exception cref="Exception">What an earlier part ended with.</exception>
    public void InTurn(int place, int part, Action add)
    {
        lock (_next)
        {
            while (_failure is null && _next[place] != part)
            {
                Monitor.Wait(_next);
            }

            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }

        add();
        lock (_next)
        {
            _next[place]++;
            Monitor.PulseAll(_next);
        }
    }

    /// <summary>Runs a part; where it ends with an exception, those that wait for it end with the same.</summary>
    public T Guard<T>(Func<T> part)
    {
        try
        {
            return part();
        }
        catch (Exception e) when (Fail(e))
        {
            throw; // never reached: the filter looks on and lets go
        }
    }

    private bool Fail(Exception e)
    {
        lock (_next)
        {
            _failure ??= e;
            Monitor.PulseAll(_next);
        }

        return false;
    }
}
