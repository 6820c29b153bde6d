namespace Recipes.Torch.Files;

/// <summary>Reads rotary positions in the forms of transformers 4 (<c>rope_theta</c>, <c>rope_scaling</c>) and 5
/// (<c>rope_parameters</c>).</summary>
internal static class RopeReader
{
    private const int DynamicLimit = 16; // the scaling names no longest sequence; chosen by hand

    /// <summary>Adds base, share and scaling to a config.</summary>
    public static ModelConfig Read(ConfigFields fields, ModelConfig config)
    {
        var facts = config.Facts;
        var old = fields.Inner("rope_scaling");
        var rope = fields.Inner("rope_parameters") ?? old;
        var theta = fields.Number(facts.ThetaField, fields.Number("rope_theta", 10000));
        var share = fields.Number(facts.RotaryShareField, facts.DefaultRotaryShare);
        config = config with
        {
            RopeTheta = rope?.Number("rope_theta", theta) ?? theta,
            RotaryShare = rope?.Number("partial_rotary_factor", share) ?? share,
        };
        if (config.RotaryShare is < 0 or > 1 || config.RotarySize % 2 != 0)
        {
            fields.Refuse($"{config.RotaryShare} of a head size of {config.HeadSize} does not give pairs to rotate");
        }

        if (rope is null)
        {
            return config;
        }

        var scaling = Scaling(rope, config, fields.Whole("original_max_position_embeddings", int.MaxValue, config.Context));
        foreach (var unread in rope.Unread())
        {
            rope.Refuse($"{unread} of the rotary positions is not built");
        }

        // Dynamic scaling goes on beyond what the config calls the longest sequence.
        return config with
        {
            Rope = scaling,
            Context = scaling?.Kind == RopeKind.Dynamic
                ? (int)Math.Min(int.MaxValue, (long)config.Context * DynamicLimit) : config.Context,
        };
    }

    private static RopeScaling? Scaling(ConfigFields rope, ModelConfig config, int trained)
    {
        var type = rope.Text("rope_type", rope.Text("type", "default"));
        rope.Text("type", ""); // both names may be there
        RopeKind? kind = type switch
        {
            "linear" => RopeKind.Linear,
            "dynamic" => RopeKind.Dynamic,
            "llama3" => RopeKind.Llama3,
            "yarn" => RopeKind.Yarn,
            _ => null,
        };
        if (kind is null)
        {
            if (type != "default")
            {
                rope.Refuse($"rope scaling of type {type} is not built");
            }

            return null;
        }

        trained = rope.Whole("original_max_position_embeddings", int.MaxValue, trained);
        var factor = rope.Number("factor", (double)config.Context / trained);
        if (factor < 1)
        {
            rope.Refuse($"a rope factor of {factor.ToString(CultureInfo.InvariantCulture)} is below 1");
        }

        var scaling = new RopeScaling
        {
            Kind = kind.Value,
            Factor = factor,
            TrainedContext = kind == RopeKind.Dynamic ? config.Context : trained,
        };
        return kind switch
        {
            RopeKind.Llama3 => scaling with
            {
                LowTurns = rope.Number("low_freq_factor", scaling.LowTurns),
                HighTurns = rope.Number("high_freq_factor", scaling.HighTurns),
            },
            RopeKind.Yarn => scaling with
            {
                BetaFast = rope.Number("beta_fast", scaling.BetaFast),
                BetaSlow = rope.Number("beta_slow", scaling.BetaSlow),
                Truncates = rope.Flag("truncate", scaling.Truncates),
                Magnitude = YarnMagnitude(rope, factor),
            },
            _ => scaling,
        };
    }

    /// <summary>0.1·m·ln(factor) + 1 with m = 1 (Peng et al. 2023, section 3.4), or the quotient of two such terms where
    /// the config gives both.</summary>
    private static double YarnMagnitude(ConfigFields rope, double factor)
    {
        var (above, below) = (rope.Number("mscale", 0), rope.Number("mscale_all_dim", 0));
        var own = above != 0 && below != 0 ? Term(above) / Term(below) : Term(1);
        return rope.Number("attention_factor", own);

        double Term(double m) => factor <= 1 ? 1 : (0.1 * m * Math.Log(factor)) + 1;
    }
}
