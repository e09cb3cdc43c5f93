//! The first operation that gives a NaN or an infinity.

use nn_core::prelude::*;

use super::panic_of;

/// A tape that looks, without a model.
fn watching() -> Tape {
    Tape::new(0).detect_anomaly(&None::<Linear>)
}

fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in:\n{message}");
    }
}

#[test]
fn a_forward_is_stopped_at_the_first_nan() {
    let x = watching().input(Tensor::<2>::from([[4.0, -1.0], [-2.0, 9.0]])).requires_grad();
    let line = line!() + 1;
    let message = panic_of(|| (x.clone() * 2.0).sqrt().exp().sum());
    let at = format!("`sqrt` at tests/loops/anomaly.rs:{line}:");
    let of_result =
        "result: f32 [2, 2], NaN at [0, 1], 2 of 4 elements not finite (2 NaN), the others from 2.82";
    assert_says(
        &message,
        &[&at, "first operation that gave NaN\n", of_result, "operand 1: f32 [2, 2], from -4 to 18"],
    );
}

#[test]
fn and_at_the_first_infinity() {
    let x = watching().input(Tensor::<1>::from([1.0, 200.0]));
    let message = panic_of(|| x.exp().ln());
    assert_says(&message, &["`exp` at", "an infinity", "inf at [1], 1 of 2 elements not finite (0 NaN)"]);
}

#[derive(Module)]
struct Net {
    blocks: Vec<(Linear, Relu)>,
    norm: LayerNorm<1>,
    head: Linear,
}

impl Net {
    fn new() -> Self {
        let rng = &mut rng(0);
        let blocks = (0..3).map(|_| (Linear::new(4, 4, rng), Relu)).collect();
        Net { blocks, norm: LayerNorm::new([4]), head: Linear::new(4, 2, rng) }
    }
}

impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    #[track_caller]
    fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        for (linear, relu) in &self.blocks {
            x = relu.forward(linear.forward(x));
        }
        self.head.forward(self.norm.forward(x))
    }
}

#[test]
fn a_layer_is_named_by_its_path() {
    let mut net = Net::new();
    let x = Tensor::<2>::ones([3, 4]);
    net.forward(Tape::new(0).detect_anomaly(&net).input(&x)).sum().backward();

    let whole = net.blocks[1].0.weight.value().off_tape();
    let mut broken = whole.clone();
    broken[[2, 1]] = f32::NAN;
    net.blocks[1].0.weight.set_value(broken);
    let message = panic_of(|| net.forward(Tape::new(0).detect_anomaly(&net).input(&x)));
    let operand = "operand 2 is the parameter `blocks.1.0.weight`: f32 [4, 4], NaN at [2, 1], 1 of 16";
    assert_says(
        &message,
        &["in the layer `blocks.1.0`, Linear,", "NaN, which an operand holds already", operand],
    );

    net.blocks[1].0.weight.set_value(whole);
    net.head.weight.set_value(Tensor::full([2, 4], f32::MAX));
    let message = panic_of(|| net.forward(Tape::new(0).detect_anomaly(&net).input(x * 7.0)));
    assert_says(&message, &["in the layer `head`, Linear,", "operand 2 is the parameter `head.weight`"]);
}

#[test]
fn layers_without_fields_are_told_apart_by_their_order() {
    let mut net =
        (Relu, Linear::new(1, 1, &mut rng(0)), Softplus::new(), Linear::new(1, 1, &mut rng(1)), Relu);
    net.3.bias.as_mut().unwrap().set_value([f32::INFINITY]);
    let forward = || net.forward(Tape::new(0).detect_anomaly(&net).input(Tensor::from([[1.0]])));
    // What is infinite on purpose passes through `3` and the last `Relu`.
    assert_eq!(forward().item(), f32::INFINITY);
    let message = panic_of(|| (forward() * 0.0).sum());
    assert_says(&message, &["gave NaN\n"]);

    let two = (Relu, Relu);
    let message =
        panic_of(|| two.forward(Tape::new(0).detect_anomaly(&two).input(Tensor::from([[f32::NAN]]))));
    assert_says(&message, &["the layer `0`, Relu"]);
}

#[test]
fn a_layer_that_the_model_does_not_register_is_said_to_be_one() {
    let (model, other) = (Linear::new(1, 1, &mut rng(0)), Sigmoid);
    let x = Tape::new(0).detect_anomaly(&model).input(Tensor::from([[f32::NAN]]));
    let message = panic_of(|| other.forward(x));
    assert_says(&message, &["a layer Sigmoid that the model does not register"]);
}

#[test]
fn a_backward_pass_is_stopped_at_the_operation_that_gave_it() {
    let net = Linear::new(2, 2, &mut rng(0));
    let tape = Tape::new(0).detect_anomaly(&net);
    let x = tape.input(Tensor::from([[1.0, 2.0]]));
    let line = line!() + 1;
    let roots = (net.forward(x) * 0.0).abs().sqrt();
    let loss = (roots * 3.0).sum();
    let message = panic_of(|| loss.backward());
    let at = format!("the backward pass of `sqrt` at tests/loops/anomaly.rs:{line}:");
    let gradient = "gradient of operand 1: f32 [1, 2], inf at [0, 0], 2 of 2 elements not finite (0 NaN)";
    assert_says(
        &message,
        &[
            &at,
            gradient,
            "gradient of the result: f32 [1, 2], from 3 to 3",
            "operand 1: f32 [1, 2], from 0 to 0",
        ],
    );
}

/// The forward is finite, and the gradient is not: the oldest trap of `where`.
#[test]
fn what_a_mask_hides_has_a_gradient_all_the_same() {
    let x = watching().input(Tensor::<1>::from([0.0, 4.0])).requires_grad();
    let safe = x.gt(0.0).select(x.clone().sqrt(), 0.0);
    let message = panic_of(|| safe.sum().backward());
    assert_says(
        &message,
        &["the backward pass of `sqrt`", "gave NaN", "gradient of operand 1: f32 [2], NaN at [0]"],
    );
}

#[test]
fn an_infinite_mask_is_taken_as_meant() {
    let causal = Tensor::<2>::from_fn([3, 3], |[i, j]| if j > i { f32::NEG_INFINITY } else { 0.0 });
    let mask = causal.mask(|x| x < 0.0);
    let scores = || watching().input(Tensor::<2>::ones([3, 3])).requires_grad();
    for masked in [scores() + &causal, scores().masked_fill(&mask, f32::NEG_INFINITY)] {
        masked.softmax(1).square().sum().backward();
    }
    let padded = scores().pad_with([1, 0], nn_core::ops::Pad::Constant(f32::NEG_INFINITY));
    padded.softmax(1).square().sum().backward();

    // A row in which all is masked is no such thing.
    let all = mask.mask_all_of_the_first_row();
    let message = panic_of(|| scores().masked_fill(&all, f32::NEG_INFINITY).softmax(1));
    assert_says(&message, &["softmax", "gave NaN", "-inf at [0, 0]"]);
}

trait FirstRow {
    fn mask_all_of_the_first_row(&self) -> Tensor<2, bool>;
}

impl FirstRow for Tensor<2, bool> {
    fn mask_all_of_the_first_row(&self) -> Tensor<2, bool> {
        Tensor::from_fn(self.shape(), |[i, j]| i == 0 || self[[i, j]])
    }
}

#[test]
fn the_operand_of_a_constant_that_comes_first_is_known_as_well() {
    let x = watching().input(Tensor::<1>::from([2.0]));
    let message = panic_of(|| Tensor::from([f32::NAN]) * x);
    assert_says(
        &message,
        &["an operand holds already", "operand 1: f32 [1], NaN at [0]", "operand 2: f32 [1], from 2 to 2"],
    );
}

/// One tape that looks makes no other look.
#[test]
fn what_is_not_asked_for_is_not_looked_at() {
    let _watching = watching();
    let x = Tape::new(0).input(Tensor::<1>::from([-1.0, 0.0])).requires_grad();
    assert!(x.clone().sqrt().sum().backward().wrt(&x).unwrap().as_slice()[0].is_nan());
    assert!(Tensor::from([-1.0f32]).sqrt().item().is_nan());
}

#[test]
fn frozen_parts_and_inference_are_looked_at() {
    let mut layer = Linear::new(1, 1, &mut rng(0));
    layer.weight.set_value([[f32::NAN]]);
    let frozen = Frozen::new(layer);
    let x = Tensor::<2>::ones([1, 1]);
    let tape = Tape::inference().detect_anomaly(&frozen);
    assert_says(&panic_of(|| frozen.forward(tape.input(&x))), &["Linear"]);
    let tape = Tape::new(0).detect_anomaly(&frozen);
    assert_says(&panic_of(|| frozen.forward(tape.input(&x))), &["Linear"]);
}

/// Gradients with and without, of layers of many kinds.
#[test]
fn looking_changes_no_bit() {
    let rng = &mut rng(3);
    let images = (
        (Conv2d::spec(2, 4, 3).padding(1).init(rng), BatchNorm2d::new(4), Gelu, MaxPool2d::new(2)),
        (Flatten, Dropout::new(0.3), Linear::new(4 * 4 * 4, 5, rng)),
    );
    let input = nn_core::init::normal([3, 2, 8, 8], 0.0, 1.0, rng);
    let gradients = |tape: Tape| {
        let loss =
            images.1.forward(images.0.forward(tape.input(&input))).cross_entropy(&Tensor::from([0, 4, 2]));
        loss.backward().named(&images)
    };
    assert_equal(&gradients(Tape::new(5)), &gradients(Tape::new(5).detect_anomaly(&images)));

    let words = (
        Embedding::new(11, 6, rng),
        Lstm::spec(6, 5).num_layers(2).init(rng),
        TransformerEncoderLayer::new(5, 1, rng),
    );
    let sentence = Tensor::<2, usize>::from_fn([4, 2], |[i, j]| (3 * i + j) % 11);
    let gradients = |tape: Tape| {
        let (out, _) = words.1.forward(words.0.forward(tape.input(&sentence)));
        words.2.forward(out).square().mean().backward().named(&words)
    };
    assert_equal(&gradients(Tape::new(5)), &gradients(Tape::new(5).detect_anomaly(&words)));
}

fn assert_equal(a: &[(String, AnyTensor)], b: &[(String, AnyTensor)]) {
    assert!(a.len() > 5 && a.len() == b.len());
    for ((name, a), (_, b)) in a.iter().zip(b) {
        assert_eq!(a.as_slice::<f32>(), b.as_slice::<f32>(), "{name}");
    }
}
