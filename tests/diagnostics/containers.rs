//! Layers inside of others: the panic is the layer's, at the line that called the outermost.

use nn_core::prelude::*;

use super::cases::Cases;
use super::caught::catch;
use super::zeros;

#[derive(Module)]
struct Net {
    hidden: Vec<Linear>,
    head: Linear,
}

impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    #[track_caller]
    fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        for layer in &self.hidden {
            x = layer.forward(x).relu();
        }
        self.head.forward(x)
    }
}

#[test]
fn the_place_goes_through() {
    let mut c = Cases::of("containers");
    let rng = &mut rng(0);
    let mut linear = || Linear::new(3, 3, rng);
    let x = zeros([2, 4]);
    panics!(c, (linear(), Relu).forward(x.clone()));
    panics!(c, (Relu, (Relu, (Relu, linear()))).forward(x.clone()));
    panics!(c, Sequential(vec![linear(), linear()]).forward(x.clone()));
    panics!(c, Sequential([linear()]).forward(x.clone()));
    panics!(c, Box::new(linear()).forward(x.clone()));
    panics!(c, Some(linear()).forward(x.clone()));
    panics!(c, (&&linear()).forward(x.clone()));
    panics!(c, Shared::new(linear()).forward(x.clone()));
    panics!(c, Lambda::new(|x: Tensor<2>| x.reshape([3])).forward(x.clone()));
    panics!(c, Some(Box::new(Sequential(vec![(linear(), Relu)]))).forward(x.clone()));
    panics!(c, Net { hidden: vec![linear()], head: linear() }.forward(x.clone()));
    c.compare();
}

/// Rust hands the caller's place to no function that is called through a trait object.
#[test]
fn a_trait_object_still_names_the_layer() {
    let layer: Box<dyn Forward<Tensor<2>, Output = Tensor<2>>> = Box::new(Linear::new(3, 3, &mut rng(0)));
    let caught = catch(|| drop(layer.forward(zeros([2, 4])))).expect("the layer takes 3 features");
    assert!(caught.message.starts_with("Linear(3, 3): expected an input of shape [.., 3], got [2, 4]"));
}
