//! Lists and sequences, one inside the other.
//!
//! A list registers its layers and leaves the order to the model; a sequence runs them. So a list inside a sequence
//! belongs to a module that says what its list does, and a list that is to run in order is a `Sequential`.

use clap::Parser;
use examples::{Args, Training};
use nn_core::prelude::*;

/// A list whose layers all see the same input; their results are added up.
#[derive(Module, Init)]
#[init(width: usize, branches: usize)]
pub struct Branches {
    #[init(repeat(branches, |_| Linear::spec(width, width)))]
    list: Vec<Linear>,
}

#[shapes]
impl Forward<Tensor<2>> for Branches {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.list
            .iter()
            .map(|branch| branch.forward(x.clone()))
            .reduce(|sum, y| sum + y)
            .expect("there is a branch")
    }
}

/// PyTorch's `nn.Sequential(*layers)`: a list of run-time length that runs in order.
pub type Blocks = Sequential<Vec<(Linear, Relu)>>;

/// A sequence with both inside: the branches, and a list of run-time length between two fixed layers. The compiler
/// checks that each takes what the one before it gives.
pub type Model = (Linear, Relu, Branches, Blocks, Linear);

/// `inputs` features, `branches` side by side, `depth` blocks one after another, all `width` wide.
pub fn model(inputs: usize, width: usize, branches: usize, depth: usize, rng: &mut impl Rng) -> Model {
    (
        Linear::new(inputs, width, rng),
        Relu,
        Branches::init(width, branches, rng),
        Sequential((0..depth).map(|_| (Linear::new(width, width, rng), Relu)).collect()),
        Linear::new(width, 10, rng),
    )
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let mut model = model(64, 32, 2, 3, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(40, 3), batch_size: 64 };
    let accuracy = training.fit(&mut model, &mut Adam::new(3e-3), &train, &test)?;
    args.save(&mut model)?;

    // The sequence adds no name of its own: the paths are those of PyTorch's nested `Sequential`s and lists.
    for (name, parameter) in model.named_parameters().iter().filter(|(name, _)| name.ends_with("weight")) {
        println!("{name:18} {:?}", parameter.shape());
    }
    println!("04_lists_and_sequences: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
