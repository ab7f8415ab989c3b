namespace OptimizerDsl.Optimizers;

/// <summary>AdamW with critical momenta (Malviya et al. 2023, Algorithm 1, with the weight decay of Loshchilov and Hutter 2019).</summary>
[DecoupledWeightDecay<AdamCM>]
public partial class AdamWCM;
