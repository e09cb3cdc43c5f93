//! What `#[derive(Init)]` makes.

use std::collections::{BTreeMap, VecDeque};

use nn_core::prelude::*;
use nn_core::shape::{Message, Shape};

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
    assert_eq!(Outer::spec().output_shape(Shape::new(&[3])).unwrap(), [2]);
}

#[test]
fn the_line_that_made_the_model_is_the_line_of_its_parameters() {
    let outer = Outer::init(&mut rng(0));
    for param in outer.parameters() {
        assert_eq!(param.made_at().file(), file!());
    }
}

/// Two layers of `N` features around whatever a caller likes.
#[derive(Module, Forward, Init)]
#[forward(input = [4], output = [N])]
struct Wide<const N: usize> {
    #[init(Linear::spec(4, N))]
    first: Linear,
    #[init(Linear::to(N))]
    last: Linear,
}

#[derive(Module, Forward, Init)]
struct AroundWide {
    #[init(Wide::<6>::spec())]
    wide: Wide<6>,
    #[init(Linear::spec(6, 2))]
    head: Linear,
}

#[test]
fn a_model_with_a_constant() {
    let wide = Wide::<3>::init(&mut rng(0));
    assert_eq!((wide.last.in_features(), wide.last.out_features()), (3, 3));
    let shape = Shape::new(&[4]);
    assert_eq!(Wide::<5>::spec().output_shape(shape).unwrap(), [5]);
    assert_eq!(AroundWide::spec().output_shape(shape).unwrap(), [2]);
    assert_eq!(AroundWide::init(&mut rng(0)).num_parameters(), (4 * 6 + 6) + (6 * 6 + 6) + (6 * 2 + 2));
}

/// A way around a module of any kind.
#[derive(Module, Init)]
#[init(inner: impl Init<Module = M>, scale: f32)]
struct Residual<M: Forward<Tensor<2>, Output = Tensor<2>>> {
    #[init(inner)]
    inner: M,
    #[init(scale)]
    scale: f32,
}

impl<M: Forward<Tensor<2>, Output = Tensor<2>>> Forward<Tensor<2>> for Residual<M> {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.clone() + self.inner.forward(x) * self.scale
    }
}

impl<M: Forward<Tensor<2>, Output = Tensor<2>>, S: Init<Module = M>> ResidualSpec<M, S> {
    /// A way around keeps the shape.
    const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        Ok(input)
    }
}

#[derive(Module, Forward, Init)]
#[forward(input = [3])]
struct Residuals {
    #[init(Residual::spec((Linear::spec(3, 3), Tanh), 0.5))]
    first: Residual<(Linear, Tanh)>,
    #[init(Sequential(repeat(2, |_| Residual::spec(Linear::spec(3, 3), 0.1))))]
    rest: Sequential<Vec<Residual<Linear>>>,
}

#[test]
fn a_model_around_any_module() {
    let model = Residuals::init(&mut rng(0));
    assert_eq!(model.num_parameters(), 3 * (3 * 3 + 3));
    let none = Residual::init(Linear::spec(2, 2), 0.0, &mut rng(0));
    assert_eq!(none.forward(Tensor::new([1, 2], vec![1.0, 2.0])).as_slice(), [1.0, 2.0]);
    // A spec of layers is copied though the layers are not.
    let spec = Residual::spec(Linear::spec(2, 2), 0.0);
    let copy = spec;
    assert_eq!(spec.init(&mut rng(1)).inner.weight.value(), copy.init(&mut rng(1)).inner.weight.value());
    assert!(format!("{copy:?}").starts_with("ResidualSpec { inner: LinearSpec"));
}

#[derive(Module, Init)]
#[init(name: String, widths: Vec<usize>, labels: &'a [&'a str])]
struct Owning<'a> {
    #[init(name)]
    name: String,
    #[init(labels.len())]
    classes: usize,
    #[init(repeat(widths.len() - 1, |i| Linear::spec(widths[i], widths[i + 1])))]
    layers: Vec<Linear>,
    #[init(std::marker::PhantomData)]
    labels: std::marker::PhantomData<&'a str>,
}

#[test]
fn arguments_that_own_memory() {
    let labels = vec!["a", "b"];
    let spec = Owning::spec("net".to_owned(), vec![2, 3, 4], &labels);
    for model in [spec.clone().init(&mut rng(0)), spec.init(&mut rng(0))] {
        assert_eq!((model.name.as_str(), model.classes, model.layers.len()), ("net", 2, 2));
        assert_eq!(model.layers[1].weight.shape(), [4, 3]);
    }
}

#[derive(Module, Init)]
struct Containers {
    #[init(BTreeMap::from([("up".to_owned(), Linear::spec(2, 3)), ("down".to_owned(), Linear::spec(3, 2))]))]
    map: BTreeMap<String, Linear>,
    #[init(VecDeque::from([Linear::spec(1, 2)]))]
    deque: VecDeque<Linear>,
    #[init([Relu, Relu])]
    array: [Relu; 2],
    #[init(Box::new((Linear::spec(2, 2), Tanh)))]
    boxed: Box<(Linear, Tanh)>,
    #[init(nn_core::init::value(Lambda::new((|x| x) as fn(_) -> _)))]
    lambda: Lambda<fn(Tensor<2>) -> Tensor<2>>,
    #[init(None::<LinearSpec>)]
    none: Option<Linear>,
}

#[test]
fn containers_of_specs() {
    let model = Containers::init(&mut rng(0));
    let parameters = model.named_parameters();
    let names: Vec<_> = parameters.names().filter(|name| name.ends_with("weight")).collect();
    assert_eq!(names, ["map.down.weight", "map.up.weight", "deque.0.weight", "boxed.0.weight"]);
    assert!(model.none.is_none() && model.array.len() == 2);
    assert_eq!(model.lambda.forward(Tensor::full([1, 1], 2.0)).as_slice(), [2.0]);
}

#[derive(Module, Forward, Init)]
#[init(width: usize)]
#[forward(input = [4], output = [3])]
struct Declares {
    #[init(Linear::spec(4, width))]
    fc: Linear,
}

#[test]
fn what_a_model_with_arguments_declares_is_checked_when_it_is_made() {
    assert_eq!(Declares::init(3, &mut rng(0)).num_parameters(), 15);
    let made = std::panic::catch_unwind(|| Declares::init(5, &mut rng(0)));
    let message = *made.map(|_| ()).unwrap_err().downcast::<String>().unwrap();
    assert_eq!(message, "the model gives [5], but declares [3]");
}

/// Settings of one's own: copied or not, as they say.
#[derive(Clone, Debug)]
struct Config {
    width: usize,
}

#[derive(Clone, Copy, Debug)]
struct Sizes {
    width: usize,
}

type Count = usize;

#[derive(Module, Forward, Init)]
#[init(config: Config)]
struct Configured {
    #[init(Linear::spec(2, config.width))]
    fc: Linear,
}

#[derive(Module, Forward, Init)]
#[init(sizes: Sizes, out: Count)]
struct Sized {
    #[init((Linear::spec(2, sizes.width), Linear::spec(sizes.width, out)))]
    layers: (Linear, Linear),
}

const SIZED: SizedSpec = Sized::spec(Sizes { width: 5 }, 3);

#[test]
fn arguments_of_types_that_are_not_known_by_name() {
    assert_eq!(Configured::init(Config { width: 5 }, &mut rng(0)).fc.out_features(), 5);
    let copy = SIZED;
    assert_eq!(copy.output_shape(Shape::new(&[2])).unwrap(), [3]);
    assert_eq!(SIZED.init(&mut rng(0)).layers.1.out_features(), 3);
}
