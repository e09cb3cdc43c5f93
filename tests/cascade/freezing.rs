//! `frozen(..)` in the specs of a declared model.

use nn_core::prelude::*;
use nn_core::shape::Shape;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 8, 8], output = [2])]
struct FineTuned {
    #[init(frozen((Conv2d::spec(3, 4, 3), BatchNorm2d::spec(4), Relu)))]
    body: Frozen<(Conv2d, BatchNorm2d, Relu)>,
    #[init(Flatten)]
    flatten: Flatten,
    #[init(frozen(Linear::to(6)))]
    inferred: Frozen<Linear>,
    #[init(frozen(Sequential(repeat(2, |_| (Linear::spec(6, 6), Tanh)))))]
    list: Frozen<Sequential<Vec<(Linear, Tanh)>>>,
    #[init(Some(frozen(Sequential([Linear::spec(6, 6); 2]))))]
    option: Option<Frozen<Sequential<[Linear; 2]>>>,
    #[init(Linear::to(2))]
    head: Linear,
}

/// A body that somebody else specifies, frozen.
#[derive(Module, Forward, Init)]
#[init(body: impl Init<Module = M>, width: usize)]
struct Judge<M: Module> {
    #[init(frozen(body))]
    body: Frozen<M>,
    #[init(Linear::spec(width, 1))]
    head: Linear,
}

#[test]
fn the_compiler_looks_into_it() {
    let model = FineTuned::init(&mut rng(0));
    assert_eq!((FineTuned::OUTPUT_SHAPE, model.inferred.in_features()), ([2], 4 * 6 * 6));
    assert_eq!(FineTuned::spec().output_shape(Shape::new(&[3, 8, 8])).unwrap(), [2]);
    assert_eq!(model.num_trainable_parameters(), 6 * 2 + 2);
    let gradients = model.forward(Tape::new(0).input(Tensor::zeros([2, 3, 8, 8]))).sum().backward();
    assert_eq!(gradients.len(), 2);
    assert_shapes!(model, [5, 3, 8, 8] => [5, 2]);
}

#[test]
fn specs_that_are_arguments_and_chains_are_frozen() {
    let judge: Judge<(Linear, Relu)> = Judge::init((Linear::spec(3, 4), Relu), 4, &mut rng(0));
    assert_eq!(judge.forward(Tensor::<2>::zeros([1, 3])).shape(), [1, 1]);
    assert_eq!(judge.num_trainable_parameters(), 5);

    let chain = sequential!([3] => frozen((Linear::spec(3, 4), Relu)), Linear::to(2));
    assert_eq!(chain.init(&mut rng(0)).num_trainable_parameters(), 10);
}

#[test]
fn its_values_and_lines_are_those_without_it() {
    let (plain, model) = (Linear::new(3, 4, &mut rng(1)), frozen(Linear::spec(3, 4)).init(&mut rng(1)));
    assert_eq!(plain.weight.value(), model.weight.value());
    assert_eq!(model.parameters()[0].made_at().file(), file!());
}
