//! A plain list of layers registers them.
//!
//! In PyTorch `self.layers = []` is the classic mistake: the layers work, but the module knows nothing of them, has
//! 0 parameters, and trains none. Here the plain list is the registered list, and there is no other.

use clap::Parser;
use examples::{Args, minimise};
use nn_core::init;
use nn_core::prelude::*;

/// 1×1 convolutions in a list, run in a loop; the last one changes the number of channels. In PyTorch: a plain list, the
/// mistake.
#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize, depth: usize)]
pub struct Module1 {
    #[init(repeat(depth, |i| Conv2d::spec(inputs, if i + 1 < depth { inputs } else { outputs }, 1)))]
    layers: Vec<Conv2d>,
}

#[shapes]
impl Forward<Tensor<4>> for Module1 {
    type Output = Tensor<4>;

    fn forward(&self, mut x: Tensor<4>) -> Tensor<4> {
        for layer in &self.layers {
            x = layer.forward(x);
        }
        x
    }
}

/// The same layers in a `Sequential`, which runs them. In PyTorch: the list wrapped, the repair.
#[derive(Module, Forward, Init)]
#[init(inputs: usize, outputs: usize, depth: usize)]
pub struct Module2 {
    #[init(Sequential(repeat(depth, |i| Conv2d::spec(inputs, if i + 1 < depth { inputs } else { outputs }, 1))))]
    layers: Sequential<Vec<Conv2d>>,
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let rng = &mut rng(args.seed);
    let (mut model, module2) = (Module1::init(7, 13, 10, rng), Module2::init(7, 13, 10, rng));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let count = |m: &dyn Module| format!("({}, {})", m.num_parameters(), m.num_trainable_parameters());
    println!("(parameters, trainable)    here        PyTorch");
    println!("Module1, a plain list      {}  (0, 0)", count(&model));
    println!("Module2, a wrapped list    {}  (608, 608)\n", count(&module2));

    // The list learns to put the mean of its seven channels into all thirteen, so every layer is trained.
    let x = init::normal([1, 7, 30, 30], 0.0, 1.0, rng);
    let y = x.clone().mean_keepdim(1) + Tensor::zeros([1, 13, 30, 30]);
    let (x, y) = (x.to(&args.device), y.to(&args.device));
    let before = model.state_dict();
    let loss = |model: &Module1| model.forward(x.clone()).mse_loss(&y).item();
    let first = loss(&model);
    minimise(&args, &mut model, &mut Adam::new(1e-2), (args.epochs(12, 2), 1), |model, step| {
        model.forward(Tape::at_step(args.seed, step).input(&x)).mse_loss(&y)
    })?;
    let last = loss(&model);
    args.save(&mut model)?;

    let after = model.state_dict();
    let kept =
        before.iter().zip(after.iter()).filter(|((_, a), (_, b))| a.as_slice::<f32>() == b.as_slice::<f32>());
    println!("{} of {} tensors have been trained", before.len() - kept.count(), before.len());
    let count = model.num_parameters();
    println!("03_plain_list: {count} parameters in a plain list, loss {first:.0e} -> {last:.0e}");
    Ok(())
}
