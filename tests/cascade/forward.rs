//! What `#[derive(Forward)]` runs.

use std::marker::PhantomData;

use nn_core::prelude::*;

fn linear(inputs: usize, outputs: usize) -> Linear {
    Linear::new(inputs, outputs, &mut rng(0))
}

#[derive(Module, Forward)]
struct Mlp {
    width: usize,
    first: Linear,
    name: String,
    relu: Relu,
    sizes: Vec<(usize, Option<f32>)>,
    marker: PhantomData<Linear>,
    #[forward(skip)]
    spare: Linear,
    second: Linear,
}

fn mlp() -> Mlp {
    Mlp {
        width: 5,
        first: linear(3, 5),
        name: "mlp".to_owned(),
        relu: Relu,
        sizes: vec![(3, None)],
        marker: PhantomData,
        spare: linear(7, 7),
        second: linear(5, 2),
    }
}

#[test]
fn a_struct_runs_its_layers_in_order_and_passes_plain_values_over() {
    let (net, x) = (mlp(), Tensor::full([4, 3], 0.5));
    assert_eq!((net.width, net.name.as_str(), net.sizes.len()), (5, "mlp", 1));
    assert_eq!(net.marker, PhantomData);
    assert_eq!(net.spare.in_features(), 7);
    assert_eq!(net.forward(x.clone()), net.second.forward(net.first.forward(x).relu()));
}

#[test]
fn without_an_input_it_takes_all_that_its_first_layer_takes() {
    let net = mlp();
    assert_eq!(net.forward(Tensor::<1>::zeros([3])).shape(), [2]);
    assert_eq!(net.forward(Tensor::<3>::zeros([2, 4, 3])).shape(), [2, 4, 2]);
}

#[derive(Module, Forward)]
#[forward(input = Tensor<2>)]
struct Fixed(Linear, Relu, Sequential<Vec<Linear>>, Option<Dropout>);

#[test]
fn a_tuple_struct_with_a_fixed_input() {
    let net = Fixed(linear(3, 4), Relu, Sequential(vec![linear(4, 4), linear(4, 4)]), None);
    assert_eq!(net.forward(Tensor::zeros([2, 3])).shape(), [2, 4]);
}

#[derive(Module, Forward)]
struct Residual<A, B> {
    inner: A,
    #[forward(skip)]
    _other: Option<B>,
    after: Relu,
}

#[test]
fn a_generic_struct() {
    let block: Residual<_, Linear> = Residual { inner: (linear(3, 3), Tanh), _other: None, after: Relu };
    assert_eq!(block.forward(Tensor::<2>::zeros([1, 3])).shape(), [1, 3]);
}

#[derive(Module, Forward)]
#[allow(clippy::large_enum_variant, reason = "three of them are all there are")]
enum Activation {
    Relu(Relu),
    Dense { first: Linear, second: Linear },
    Identity,
}

#[test]
fn an_enum_runs_its_active_variant() {
    let x = Tensor::from(nn_core::ndarray::array![[-1.0, 2.0]]);
    assert_eq!(Activation::Identity.forward(x.clone()), x);
    assert_eq!(Activation::Relu(Relu).forward(x.clone()).as_slice(), [0.0, 2.0]);
    let (first, second) = (linear(2, 3), linear(3, 2));
    let want = second.forward(first.forward(x.clone()));
    assert_eq!(Activation::Dense { first, second }.forward(x), want);
}

#[derive(Module, Forward)]
#[forward(input = Tensor<4>)]
enum Head {
    Pooled(AdaptiveAvgPool2d, Flatten, Linear),
    Flat { flatten: Flatten, linear: Linear },
}

#[test]
fn an_enum_whose_variants_give_another_type_than_they_take() {
    let pooled = Head::Pooled(AdaptiveAvgPool2d::new(1), Flatten, linear(3, 2));
    let flat = Head::Flat { flatten: Flatten, linear: linear(12, 2) };
    for head in [pooled, flat] {
        assert_eq!(head.forward(Tensor::zeros([5, 3, 2, 2])).shape(), [5, 2]);
    }
}

#[test]
fn a_wrong_size_is_a_panic_at_the_call() {
    let panic = std::panic::catch_unwind(|| mlp().forward(Tensor::<2>::zeros([4, 9]))).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("Linear(3, 5)") && message.contains("[4, 9]"), "{message}");
}
