//! What cannot be said in ONNX is an error that names the layer and the line, and nothing is written.

use std::fs;

use nn_core::onnx::{ExportOnnx, Input};
use nn_core::prelude::*;
use nn_core::{Error, Result};

/// A model whose forward is a function.
#[derive(Module)]
struct Net {
    fc: Linear,
}

fn net() -> Net {
    Net { fc: Linear::new(4, 3, &mut rng(0)) }
}

#[track_caller]
fn message<T>(result: Result<T>) -> String {
    match result {
        Err(error @ Error::Export { .. }) => error.to_string(),
        Err(other) => panic!("expected another kind of error than {other:?}"),
        Ok(_) => panic!("expected an error"),
    }
}

/// The message of a forward that is refused, which stands in the line where `line` was called.
#[track_caller]
fn refused<O: nn_core::trace::TraceOutput>(forward: impl Fn(&Net, Tensor<2>) -> O) -> String {
    message(net().to_onnx_by([2, 4], forward))
}

/// Where the caller stands, as messages say it.
macro_rules! here {
    () => {
        format!("at {}:{}", file!(), line!())
    };
}

#[test]
fn a_forward_that_looks_at_elements() {
    let at = here!();
    let refused = refused(|net, x| {
        let y = net.fc.forward(x);
        if y.clone().sum().item() > 0.0 { y } else { -y }
    });
    assert!(refused.contains("looks at elements") && refused.contains("behind `fc`"), "{refused}");
    let line: u32 = at.rsplit_once(':').unwrap().1.parse().unwrap();
    assert!(refused.contains(&format!("at {}:{}:", file!(), line + 3)), "{refused}");
}

#[test]
fn all_ways_to_look() {
    type Way = fn(&Net, Tensor<2>) -> Tensor<2>;
    let ways: [Way; 8] = [
        |_, x| if x.as_slice()[0] > 0.0 { x } else { -x },
        |_, x| if x[[0, 0]] > 0.0 { x } else { -x },
        |_, x| if x.clone().into_vec()[0] > 0.0 { x } else { -x },
        |_, x| if x.as_array()[[0, 0]] > 0.0 { x } else { -x },
        |_, x| if x.clone().into_array()[[0, 0]] > 0.0 { x } else { -x },
        |_, x| if x.gt(0.0).any() { x } else { -x },
        |_, x| if x.argmax(1).as_slice()[0] > 0 { x } else { -x },
        |_, x| x.clone().masked_fill(&x.mask(|x| x > 0.0), 0.0),
    ];
    for (i, way) in ways.into_iter().enumerate() {
        let message = refused(way);
        assert!(message.contains("looks at elements"), "{i}: {message}");
        assert!(message.contains(&format!("at {}:", file!())), "{i}: {message}");
    }
}

/// Values of parameters are the same in every run, so a forward may look at them.
#[test]
fn what_is_no_input_may_be_looked_at() {
    let model = net();
    let forward = |net: &Net, x: Tensor<2>| {
        if net.fc.weight.value().as_slice()[0] > 100.0 { x.clone() - x } else { net.fc.forward(x) }
    };
    assert_eq!(model.to_onnx_by([2, 4], forward).unwrap().operators(), ["Gemm"]);
}

#[test]
fn an_operation_of_ones_own() {
    fn cube(x: Tensor<2>) -> Tensor<2> {
        let mut op = Op::named("cube");
        let input = op.input(&x);
        op.run(
            x.shape(),
            |keep| {
                (
                    Tensor::new(x.shape(), x.as_slice().iter().map(|x| x * x * x).collect()),
                    keep.value(|| x.off_tape()),
                )
            },
            move |x, dy, grads| grads.add(input, dy * (&x * &x) * 3.0),
        )
    }
    let line = line!() + 1;
    let message = refused(|net, x| cube(net.fc.forward(x)));
    assert!(message.contains("`cube` has no place in ONNX, behind `fc`"), "{message}");
    assert!(message.contains(&format!("at {}:", file!())) && line > 0, "{message}");
}

/// One that has the name of one of the library's is no such operation.
#[test]
fn an_operation_of_ones_own_with_another_meaning() {
    let twice = |x: Tensor<2>| {
        let mut op = Op::named("relu");
        let input = op.input(&x);
        op.run(x.shape(), |keep| (x * 2.0, keep.nothing()), move |(), dy, grads| grads.add(input, dy * 2.0))
    };
    assert!(refused(|_, x| twice(x)).contains("`relu` has no place in ONNX"));
}

#[test]
fn operations_without_operators() {
    assert!(refused(|_, x| x.cumprod(1)).contains("`cumprod` has no place in ONNX"));
    assert!(
        refused(|net, x| net.fc.forward(x).bernoulli(&mut rng(0)))
            .contains("`bernoulli` has no place in ONNX")
    );
    let lstm = Lstm::spec(6, 4).proj_size(2).init(&mut rng(0));
    let refused = message(lstm.to_onnx(Input::new([5, 1, 6]).batch_axis(1)));
    assert!(refused.contains("proj_size"), "{refused}");
    let message = message(FractionalMaxPool2d::new(2, 3).to_onnx([1, 3, 7, 8]));
    assert!(message.contains("`fractional_max_pool` has no place in ONNX"), "{message}");
}

/// What goes with the batch in another way than as a multiple of it.
#[test]
fn what_depends_on_the_batch() {
    let message = refused(|_, x| {
        let [batch, _] = x.shape();
        x / batch as f32
    });
    assert!(message.contains("`/` has different settings for batches of different sizes"), "{message}");
    let message = refused(|_, x| {
        let [batch, _] = x.shape();
        if batch > 2 { x } else { -x }
    });
    assert!(message.contains("for batches of different sizes") && message.contains(".fixed()"), "{message}");
    let message = refused(|_, x| {
        let [batch, _] = x.shape();
        x + Tensor::from_fn([batch, 4], |[i, j]| (i * i + j) as f32)
    });
    assert!(message.contains("not the same in each sample"), "{message}");
    let message = refused(|_, x| x.view([2, 4]));
    assert!(
        message.contains("written for batches of different sizes, of which one does not fit")
            && message.contains(".fixed()"),
        "{message}"
    );
    let fixed = |_: &Net, x: Tensor<2>| {
        let [batch, _] = x.shape();
        x / batch as f32
    };
    assert!(net().to_onnx_by(Input::new([2, 4]).fixed(), fixed).is_ok());
}

#[test]
fn inputs_and_names() {
    let two = |_: &Net, (x, y): (Tensor<2>, Tensor<2>)| (x * 2.0, y);
    let error = |result: Result<_>| match result {
        Err(Error::Setting { message, .. }) => message,
        other => panic!("expected another result than {:?}", other.map(|_: nn_core::onnx::OnnxModel| ())),
    };
    let sizes = error(net().to_onnx_by(([2, 4], [3, 4]), two));
    assert!(sizes.contains("batches of different sizes, [2, 3]"), "{sizes}");
    let named = (Input::new([2, 4]).name("x"), Input::new([2, 4]).name("x"));
    assert!(error(net().to_onnx_by(named, two)).contains("two inputs are called `x`"));
    let model = net().to_onnx_by(([2, 4], [2, 4]), two).unwrap();
    assert!(model.inputs().eq(["input_0", "input_1"]) && model.outputs().eq(["output_0", "output_1"]));
    assert!(error(model.clone().output_names(["y"])).contains("gives 2 tensors, but there are 1 names"));
    assert!(error(model.clone().output_names(["y", "y"])).contains("the name \"y\" is taken"));
    assert!(error(model.output_names(["y", "input_0"])).contains("the name \"input_0\" is taken"));
}

/// Sizes that are left open, in ways that cannot be written.
#[test]
fn open_sizes() {
    let error = |input: Input<[usize; 3]>| match Relu.to_onnx(input) {
        Err(Error::Setting { message, .. }) => message,
        other => panic!("expected another result than {other:?}"),
    };
    let input = || Input::new([1, 8, 6]);
    assert!(
        error(input().open(3, "length"))
            .contains("axis 3 of the input is left open, expected one of its 3 axes")
    );
    let axis = error(input().name("x").batch_axis(4));
    assert!(axis.contains("axis 4 of the input `x` is left open"), "{axis}");
    let two = error(input().open(1, "length").open(2, "length"));
    assert!(two.contains("the size `length` is 8 in one place and 6 in another"), "{two}");
    let multiple = error(input().open_multiple(1, "length", 3));
    assert!(multiple.contains("the size `length` is 8, expected a multiple of 3"), "{multiple}");
    assert!(error(input().open_multiple(1, "length", 0)).contains("a multiple of 0"));
    let many = Relu.to_onnx(Input::new([1, 2, 3, 4]).open(1, "a").open(2, "b").open(3, "c")).unwrap_err();
    assert!(many.to_string().contains("4 sizes are left open, batch, a, b, c, expected at most 3"), "{many}");

    let message = message(
        net().to_onnx_by(Input::new([1, 4]).open(1, "length"), |net, x: Tensor<2>| net.fc.forward(x)),
    );
    assert!(
        message
            .contains("written for inputs of different sizes (`batch`, `length`), of which one does not fit"),
        "{message}"
    );
    // The largest input that there is.
    let places = Embedding::new(5, 4, &mut rng(0));
    let forward = |places: &Embedding, x: Tensor<2>| {
        places.forward(Tensor::arange(0, x.shape()[1]).beside(&x)) + x.sum()
    };
    assert!(places.to_onnx_by(Input::new([1, 5]).open(1, "length"), forward).is_ok());
}

/// A model that lies on a device is the same.
#[test]
fn a_model_on_a_device() {
    let mut model =
        (Conv2d::new(3, 4, 3, &mut rng(0)), BatchNorm2d::new(4), Flatten, Linear::new(144, 3, &mut rng(1)));
    let on_host = model.to_onnx([1, 3, 8, 8]).unwrap().to_bytes().unwrap();
    let device = mock_device::mock();
    model.to(&device);
    assert_eq!(model.to_onnx([1, 3, 8, 8]).unwrap().to_bytes().unwrap(), on_host);
    assert_eq!(model.0.weight.value().device(), device, "it stays there");
}

/// A shape that does not fit is the error of a trace.
#[test]
fn a_shape_that_does_not_fit() {
    let error = net().to_onnx_by([2, 5], |net, x: Tensor<2>| net.fc.forward(x)).unwrap_err();
    assert!(
        error.to_string().starts_with("`fc`: Linear(4, 3): expected an input of shape [.., 4]"),
        "{error}"
    );
}

/// A panic of the forward stays one.
#[test]
#[should_panic(expected = "of one's own")]
fn a_panic_of_ones_own() {
    let _ = net()
        .to_onnx_by([2, 4], |_, x: Tensor<2>| -> Tensor<2> { panic!("of one's own, of {:?}", x.shape()) });
}

#[test]
fn a_path_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let model = (Linear::new(4, 3, &mut rng(0)), Relu);
    let error = model.export_onnx(folder.path().join("missing").join("net.onnx"), [1, 4]).unwrap_err();
    assert!(matches!(error, Error::Io { action: "write", .. }), "{error}");
    let path = folder.path().join("net.onnx");
    model.export_onnx(&path, [1, 4]).unwrap();
    let before = fs::read(&path).unwrap();
    // What is refused leaves the file that was there.
    assert!(FractionalMaxPool2d::new(2, 3).export_onnx(&path, [1, 3, 7, 8]).is_err());
    assert!(
        model.export_onnx(folder.path(), [1, 4]).unwrap_err().to_string().contains("a folder stands there")
    );
    assert_eq!((fs::read(&path).unwrap(), fs::read_dir(folder.path()).unwrap().count()), (before, 1));
}

/// What is computed elsewhere meanwhile has nothing to do with it, and afterwards everything is as before.
#[test]
fn an_export_leaves_nothing_behind() {
    let model = (Linear::new(4, 3, &mut rng(0)), Relu);
    let x = Tensor::<2>::full([2, 4], 0.5);
    let before = model.forward(x.clone());
    let exports = || (0..50).for_each(|_| assert!(model.to_onnx([1, 4]).is_ok()));
    std::thread::scope(|scope| {
        scope.spawn(exports);
        for _ in 0..500 {
            assert_eq!(model.forward(x.clone()), before);
            let gradients = model.forward(Tape::new(0).input(&x)).sum().backward();
            assert_eq!(gradients.get(&model.0.weight).unwrap().shape(), [3, 4]);
        }
    });
    assert_eq!(model.trace([2, 4]).unwrap().output_shape(), [2, 3]);
}
