//! What `#[derive(Init)]` makes.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[init(inputs: usize, width: usize, depth: usize)]
struct Net {
    #[init(width)]
    width: usize,
    #[init(Linear::spec(inputs, width))]
    first: Linear,
    #[init(Sequential(repeat(depth, |_| (Linear::spec(width, width), Relu))))]
    blocks: Sequential<Vec<(Linear, Relu)>>,
    #[init(Some(Dropout::spec(0.1)))]
    dropout: Option<Dropout>,
    #[init(Linear::spec(width, 2).bias(false))]
    head: Linear,
}

#[test]
fn arguments_reach_the_specs() {
    let net = Net::init(3, 5, 2, &mut rng(0));
    assert_eq!((net.width, net.blocks.0.len()), (5, 2));
    assert_eq!(net.num_parameters(), (3 * 5 + 5) + 2 * (5 * 5 + 5) + 5 * 2);
    assert_eq!(net.forward(Tensor::<2>::zeros([1, 3])).shape(), [1, 2]);
}

#[test]
fn the_values_are_those_of_the_layers_made_by_hand() {
    let net = Net::init(3, 5, 1, &mut rng(7));
    let rng = &mut rng(7);
    let (first, block) = (Linear::new(3, 5, rng), Linear::new(5, 5, rng));
    assert_eq!(net.first.weight.value(), first.weight.value());
    assert_eq!(net.blocks.0[0].0.bias.as_ref().unwrap().value(), block.bias.as_ref().unwrap().value());
}

#[derive(Module, Forward, Init)]
struct Outer {
    #[init(Net::spec(3, 4, 1))]
    inner: Net,
    #[init((Linear::spec(2, 2), Tanh))]
    pair: (Linear, Tanh),
}

#[test]
fn a_model_inside_a_model() {
    let outer = Outer::init(&mut rng(0));
    assert_eq!(outer.forward(Tensor::<2>::zeros([1, 3])).shape(), [1, 2]);
    assert_eq!(Outer::spec().output_shape(nn_core::shape::Shape::new(&[3])).unwrap(), [2]);
}

#[test]
fn the_line_that_made_the_model_is_the_line_of_its_parameters() {
    let outer = Outer::init(&mut rng(0));
    for param in outer.parameters() {
        assert_eq!(param.made_at().file(), file!());
    }
}
