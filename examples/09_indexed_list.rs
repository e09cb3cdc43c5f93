//! A list whose layers are taken by index: some run twice, in two places of the sum.
//!
//! The list registers each layer once, however often the forward takes it; its gradient is the sum over all uses.

use clap::Parser;
use examples::{Args, minimise};
use nn_core::init;
use nn_core::prelude::*;

/// `x = linears[i / 2](x) + l(x)` for each layer `l` of the list, from `width` features to as many.
#[derive(Module, Init)]
#[init(depth: usize, width: usize)]
pub struct IndexedList {
    #[init(repeat(depth, |_| Linear::spec(width, width)))]
    linears: Vec<Linear>,
}

#[shapes]
impl Forward<Tensor<2>> for IndexedList {
    type Output = Tensor<2>;

    fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        for (i, l) in self.linears.iter().enumerate() {
            x = self.linears[i / 2].forward(x.clone()) + l.forward(x);
        }
        x
    }
}

/// Each element as the weighted mean of itself and its neighbours, the last one being the first one's neighbour.
fn smoothed(x: &Tensor<2>) -> Tensor<2> {
    let [_, width] = x.shape();
    let moved = |by: usize| x.clone().index_select(1, &Tensor::from_fn([width], |[i]| (i + by) % width));
    x * 0.5 + moved(1) * 0.25 + moved(width - 1) * 0.25
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let rng = &mut rng(args.seed);
    let mut model = IndexedList::init(10, 10, rng);
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    // The model learns to smooth ten numbers.
    minimise(&args, &mut model, &mut Adam::new(3e-3), (args.epochs(30, 4), 64), |model, step| {
        let x = init::normal([64, 10], 0.0, 1.0, &mut rng_at(args.seed, step));
        let (smooth, x) = (smoothed(&x).to(&args.device), x.to(&args.device));
        model.forward(Tape::at_step(args.seed, step).input(x)).mse_loss(smooth)
    })?;
    args.save(&mut model)?;

    let x = Tensor::from_fn([1, 10], |[_, i]| if i < 5 { 0.0 } else { 1.0 });
    let y = model.forward(x.clone());
    let error = (&y - smoothed(&x)).abs().max().item();
    println!("a step    {:5.2?}\nsmoothed  {:5.2?}", x.as_slice(), y.as_slice());
    println!("09_indexed_list: ten numbers smoothed with an error of at most {error:.3}");
    Ok(())
}
