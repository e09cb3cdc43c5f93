//! Sizes that do not fit: an error that names the layer, and not a word from the hook that prints panics.

use nn_core::Error;
use nn_core::prelude::*;

use super::compare;
use super::forwards::Attention;
use super::resnet::ResNet18;
use crate::diagnostics::caught::catch;

/// The error, which comes without a panic that anybody hears of.
#[track_caller]
fn error<M, const N: usize>(model: &M, shape: [usize; N]) -> Error
where
    M: Traceable + Forward<Tensor<N>>,
    M::Output: nn_core::trace::TraceOutput,
{
    let mut result = None;
    let heard = catch(|| result = Some(model.trace(shape)));
    assert!(heard.is_none(), "the hook was called: {heard:?}");
    match result {
        Some(Err(error)) => error,
        _ => panic!("a shape of {shape:?} should be refused"),
    }
}

/// What the error says, without the line, which must be one of this test or of its neighbours.
#[track_caller]
fn said(error: &Error) -> String {
    let Error::Shape { at, .. } = error else { panic!("another error: {error}") };
    assert!(at.file().contains("trace"), "{at}");
    let (text, place) = (error.to_string(), format!(", at {at}"));
    text.strip_suffix(&place).expect("the error ends in its place").to_owned()
}

#[test]
fn layers_are_named() {
    let rng = &mut rng(0);
    let mut model = ResNet18::new(rng);
    let mut text = String::new();
    let mut add = |error: Error| text += &format!("{}\n\n", said(&error));
    add(error(&model, [1, 4, 224, 224]));
    add(error(&model, [1, 3, 0, 224]));
    model.break_the_head(rng);
    add(error(&model, [1, 3, 64, 64]));
    model.break_a_block(rng);
    add(error(&model, [1, 3, 64, 64]));
    add(error(&Attention::new(7, 12, 3, rng), [2, 8, 12]));
    add(error(&Attention::new(7, 12, 5, rng), [2, 7, 12]));
    add(error(&(Relu, Linear::new(3, 2, rng)), [1, 4]));
    add(error(&Linear::new(3, 2, rng), [1, 4]));
    add(error(&(Linear::new(3, 2, rng), BatchNorm1d::new(3)), [1, 3]));
    add(error(&(Relu, LayerNorm::new([3])), [1, 4]));
    add(error(&(Relu, GroupNorm::new(2, 4)), [1, 3]));
    add(error(&(Relu, Conv1d::new(3, 2, 5, rng)), [1, 3, 4]));
    add(error(&(Relu, MaxPool2d::new(9)), [1, 3, 4, 4]));
    add(error(&(Relu, AdaptiveAvgPool2d::new(1)), [1, 3, 0, 4]));
    add(error(&(Relu, Softmax::new(3)), [1, 3]));
    add(error(&(Relu, Prelu::spec().num_parameters(3).init(rng)), [1, 4]));
    compare("errors.txt", &text);
}

#[test]
fn other_inputs() {
    let rng = &mut rng(0);
    let wrong = Embedding::new(4, 2, rng).trace(Tensor::from([3, 4])).unwrap_err();
    assert_eq!(said(&wrong), "Embedding(4, 2): expected indices less than 4, got 4 in an input of shape [2]");
    let wrong = Bilinear::new(5, 3, 2, rng).trace(([8, 5], [7, 3])).unwrap_err();
    assert!(said(&wrong).contains("got [8, 5] and [7, 3]"), "{wrong}");
}

/// Each operation that may find fault with a shape.
#[test]
fn operations() {
    type Case = (&'static str, fn(Tensor<3>) -> Tensor<3>);
    let cases: [Case; 24] = [
        ("+", |x| x + Tensor::<1>::zeros([5])),
        ("+ with a constant first", |x| Tensor::<1>::zeros([5]) + x),
        ("maximum", |x| x.maximum(Tensor::zeros([1, 1, 5]))),
        ("matmul", |x| x.matmul(Tensor::zeros([2, 5, 4]))),
        ("matmul_t", |x| x.matmul_t(Tensor::zeros([2, 4, 5]))),
        ("linear", |x| x.linear(Tensor::zeros([4, 5]), None)),
        ("linear's bias", |x| x.linear(Tensor::zeros([4, 4]), Tensor::zeros([5]))),
        ("bilinear", |x| x.bilinear(Tensor::zeros([2, 3, 2]), Tensor::zeros([4, 5, 2]), None)),
        ("conv1d", |x| x.conv1d(Tensor::zeros([3, 4, 2]), None, Default::default())),
        ("conv1d's length", |x| x.conv1d(Tensor::zeros([3, 3, 5]), None, Default::default())),
        ("batch_norm", |x| x.batch_norm(Tensor::zeros([5]), None, 0.0)),
        ("group_norm", |x| x.group_norm(2, None, None, 0.0)),
        ("layer_norm", |x| x.layer_norm([5], None, None, 0.0)),
        ("prelu", |x| x.prelu(Tensor::zeros([5]))),
        ("softmax", |x| x.softmax(3)),
        ("reshape", |x| x.reshape([2, 2, 5])),
        ("remove_axis", |x| x.insert_axis(0).remove_axis(1)),
        ("permute", |x| x.permute([0, 1, 1])),
        ("broadcast_to", |x| x.broadcast_to([2, 3, 5])),
        ("slice", |x| x.slice(2, 3..5)),
        ("with_slice", |x| x.with_slice(2, 0..1, Tensor::zeros([2, 3, 2]))),
        ("concat", |x| Tensor::concat(&[x, Tensor::zeros([2, 5, 5])], 1)),
        ("max_axis", |x| x.slice(2, 0..0).max_keepdim(2).0),
        ("masked_fill", |x| x.masked_fill(&Tensor::zeros([2, 3, 5]), 0.0)),
    ];
    let mut text = String::new();
    for (name, operation) in cases {
        let model = (Linear::new(4, 4, &mut rng(0)), Lambda::new(operation));
        let error = error(&model, [2, 3, 4]);
        text += &format!("{name}\n    {}\n", said(&error));
    }
    compare("misfits.txt", &text);
}

/// Each loss that may find fault with a shape, which is no panic in a trace either.
#[test]
fn losses() {
    type Case = (&'static str, fn(Tensor<2>) -> Tensor<0>);
    let cases: [Case; 9] = [
        ("mse_loss", |x| x.mse_loss(Tensor::zeros([2, 5]))),
        ("binary_cross_entropy", |x| x.binary_cross_entropy(Tensor::zeros([2, 5]))),
        ("weight", |x| BceLoss::new().weight([1.0; 3]).loss(x.clone(), x)),
        ("pos_weight", |x| BceWithLogitsLoss::new().pos_weight([1.0; 3]).loss(x.clone(), x)),
        ("cross_entropy", |x| x.cross_entropy(&Tensor::from([0, 1, 2]))),
        ("cross_entropy with probabilities", |x| x.cross_entropy(&Tensor::zeros([2, 5]))),
        ("cross_entropy's weight", |x| CrossEntropyLoss::new().weight([1.0]).loss(x, &Tensor::from([0, 1]))),
        ("nll_loss of no class", |x| x.slice(1, 0..0).nll_loss(&Tensor::from([0, 1]))),
        ("nll_loss beyond the classes", |x| x.nll_loss(&Tensor::from([0, 4]))),
    ];
    let mut text = String::new();
    for (name, loss) in cases {
        let model = (Linear::new(4, 4, &mut rng(0)), Lambda::new(loss));
        text += &format!("{name}\n    {}\n", said(&error(&model, [2, 4])));
    }
    compare("losses.txt", &text);
}

#[test]
fn an_error_points_to_the_line_of_the_forward() {
    let model = (Relu, Lambda::new(|x: Tensor<2>| x.reshape([1, 7])));
    let line = line!() - 1;
    let Error::Shape { layer: None, at, .. } = error(&model, [1, 3]) else {
        panic!("the operation is in no layer")
    };
    assert_eq!((at.file(), at.line()), (file!(), line));
}

#[test]
fn a_cascade_points_to_the_line_that_traces() {
    let model = (Relu, Linear::new(2, 2, &mut rng(0)));
    let result = model.trace([1, 3]);
    let line = line!() - 1;
    let Err(Error::Shape { layer: Some(layer), at, .. }) = result else { panic!("the layer is named") };
    assert_eq!((layer.as_str(), at.file(), at.line()), ("1", file!(), line));
}

#[test]
fn a_panic_of_ones_own_stays_one() {
    let model = Lambda::new(|_: Tensor<2>| -> Tensor<2> { panic!("not about shapes") });
    let heard = catch(|| drop(model.trace([1, 3])));
    assert_eq!(heard.expect("the panic goes on").message, "not about shapes");
}

#[test]
fn asserted_shapes() {
    let model = (Relu, Linear::new(3, 2, &mut rng(0)));
    assert_shapes!(model, [1, 3] => [1, 2]);
    assert_shapes!(&model.1, [4, 3] => [4, 2]);
    let line = line!() + 1;
    let wrong = catch(|| assert_shapes!(model, [1, 3] => [1, 3])).expect("another shape is refused");
    assert!(
        wrong.message.starts_with("assert_shapes: the model gives [1, 2], expected [1, 3]\nLayer"),
        "{wrong:?}"
    );
    assert_eq!(wrong.line, line);
    let wrong = catch(|| assert_shapes!(model, [1, 4] => [1, 2])).expect("a wrong size is refused");
    assert!(wrong.message.starts_with("assert_shapes: `1`: Linear(3, 2): expected"), "{wrong:?}");
}
