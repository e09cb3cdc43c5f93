//! The derive macros of [nn-core](https://docs.rs/nn-core), which re-exports them: depend on nn-core alone and write
//! `use nn_core::prelude::*;`.

#[cfg(test)]
mod any_item;
mod ast;
mod attr;
mod cascade;
mod chain;
mod ctxt;
#[cfg(test)]
mod expansions;
mod fallback;
mod forward;
mod generics;
mod guard;
mod init;
mod module;
mod names;
mod nearest;
mod proof;
mod refused;
mod sequential;
mod shape_attr;
mod shapes;
mod span;
mod spec;
mod spell;
mod twice;
mod unknown;
mod valid;
mod valid_forward;
mod valid_init;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct or an enum a `Module`: every field is registered, in the order of declaration, or the program does
/// not compile.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Net {
///     hidden: Vec<Linear>,
///     head: Linear,
///     width: usize,
/// }
///
/// let mut rng = rng(0);
/// let hidden = vec![Linear::new(4, 8, &mut rng), Linear::new(8, 8, &mut rng)];
/// let net = Net { hidden, head: Linear::new(8, 2, &mut rng), width: 8 };
/// assert_eq!(net.named_parameters()["hidden.1.weight"].shape(), [8, 8]);
/// assert_eq!(net.num_parameters(), (4 * 8 + 8) + (8 * 8 + 8) + (8 * 2 + 2));
/// ```
///
/// # What a field may be
///
/// Any `Module`: a layer or a model, a `Param`, a `Buffer`, a plain value (a number, a `bool`, a `String`, ..), and
/// lists, arrays, options, boxes, tuples and `BTreeMap`s of them. Anything else is an error that says what to write
/// instead: [all of them](../nn_core/mistakes/index.html) are shown with their messages. Nothing is decided by the
/// name of a type, so aliases and renamed imports make no difference.
///
/// # Paths
///
/// A parameter's path joins the names of the fields and the indices of lists that lead to it, by dots, as in
/// PyTorch's `state_dict`. The fields of a tuple struct are named by their index. `Option`, `Box`, `Shared`,
/// `Sequential` and the only field of a tuple variant add nothing to the path; the mark of a raw name such as
/// `r#type` is left out.
///
/// An enum registers the fields of its active variant:
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// enum Branch {
///     Identity,
///     Dense(Linear),
///     Gated { gate: Linear, value: Linear },
/// }
///
/// let mut layer = || Linear::new(2, 2, &mut rng(0));
/// let branches = [Branch::Identity, Branch::Dense(layer()), Branch::Gated { gate: layer(), value: layer() }];
/// assert_eq!(branches.named_parameters()["2.gate.weight"].shape(), [2, 2]);
/// ```
///
/// # Generic models
///
/// A field whose type names a type parameter makes a bound of the implementation: the model is a module if that
/// type is.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Residual<M> {
///     inner: M,
/// }
///
/// impl<M: Forward<Tensor<2>, Output = Tensor<2>>> Forward<Tensor<2>> for Residual<M> {
///     type Output = Tensor<2>;
///
///     fn forward(&self, x: Tensor<2>) -> Tensor<2> {
///         self.inner.forward(x.clone()) + x
///     }
/// }
///
/// let block = Residual { inner: Linear::new(3, 3, &mut rng(0)) };
/// assert_eq!(block.num_parameters(), 12);
/// ```
///
/// # Attributes of a field
///
/// ## `#[module(skip)]`
///
/// Leaves the field out. The compiler must be able to prove that its type holds no parameter and no buffer; a layer,
/// or anything around one, is refused, in any crate and behind any alias, container or closure.
///
/// ```
/// use std::collections::HashMap;
///
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Tagger {
///     #[module(skip)]
///     vocabulary: HashMap<String, usize>,
///     head: Linear,
/// }
/// ```
///
/// ```compile_fail
/// # use std::sync::Mutex;
/// # use nn_core::prelude::*;
/// #[derive(Module)]
/// struct Lost {
///     #[module(skip)]
///     layer: Mutex<Linear>, // error: skipping it would lose the parameters in `Linear`
/// }
/// ```
///
/// A type parameter in the type of a skipped field makes the bound `nn_core::module::ParameterFree`.
///
/// ## `#[module(skip = "reason")]`
///
/// For what cannot be proved either way: an object such as `Box<dyn Fn(f32) -> f32>` hides what it captured. The
/// reason says why no parameter is inside. What certainly holds one is refused all the same.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Net {
///     #[module(skip = "captures no layer")]
///     activation: Box<dyn Fn(f32) -> f32>,
///     head: Linear,
/// }
/// ```
///
/// ## `#[module(rename = "name")]`
///
/// The field's name in paths, and so in files.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Net {
///     #[module(rename = "fc")]
///     head: Linear,
/// }
///
/// let net = Net { head: Linear::new(2, 2, &mut rng(0)) };
/// assert_eq!(net.named_parameters()["fc.weight"].shape(), [2, 2]);
/// ```
///
/// ## `#[module(flatten)]`
///
/// The field adds no name: what is inside stands in paths as if it were inside the struct. A field that would then be
/// saved under the name of another is refused; where the names are known only at run time, as those of a map are,
/// saving finds it.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Wrapper {
///     #[module(flatten)]
///     inner: Linear,
/// }
///
/// let wrapper = Wrapper { inner: Linear::new(2, 2, &mut rng(0)) };
/// assert_eq!(wrapper.named_parameters()["weight"].shape(), [2, 2]);
/// ```
///
/// ## `#[module(frozen)]`
///
/// What is inside the field is registered and saved, but not trained; `unfreeze` leaves it so.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct FineTuned {
///     #[module(frozen)]
///     backbone: Linear,
///     head: Linear,
/// }
///
/// let layer = || Linear::new(2, 2, &mut rng(0));
/// let model = FineTuned { backbone: layer(), head: layer() };
/// assert_eq!((model.num_parameters(), model.num_trainable_parameters()), (12, 6));
/// ```
///
/// ## `#[module(with = path)]`
///
/// Visits the field by the functions `path::visit` and `path::visit_mut`, for a container that is no module. They
/// must register all that is inside, both in the same order.
///
/// ```
/// use std::cell::RefCell;
///
/// use nn_core::prelude::*;
///
/// mod cell {
///     use super::*;
///
///     pub fn visit(cell: &RefCell<Linear>, at: &Path<'_>, visit: &mut Visit<'_>) {
///         cell.borrow().visit(at, visit);
///     }
///
///     pub fn visit_mut(cell: &mut RefCell<Linear>, at: &Path<'_>, visit: &mut VisitMut<'_>) {
///         cell.get_mut().visit_mut(at, visit);
///     }
/// }
///
/// #[derive(Module)]
/// struct Net {
///     #[module(with = cell)]
///     layer: RefCell<Linear>,
/// }
/// # fn main() {
/// let net = Net { layer: RefCell::new(Linear::new(2, 2, &mut rng(0))) };
/// assert_eq!(net.named_parameters()["layer.weight"].shape(), [2, 2]);
/// # }
/// ```
///
/// # Attributes of a struct or an enum
///
/// ## `#[module(bound = "..")]`
///
/// The bounds of the implementation, in place of those that are inferred from the fields.
///
/// ```
/// use std::collections::BTreeMap;
/// use std::fmt::Display;
///
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// #[module(bound = "K: Display, M: Module")]
/// struct Branches<K, M> {
///     branches: BTreeMap<K, M>,
/// }
/// ```
///
/// ## `#[module(crate = "..")]`
///
/// Where nn-core is found, for a crate that depends on it under another name or through a re-export.
///
/// ```
/// extern crate nn_core as engine;
///
/// use engine::prelude::*;
///
/// #[derive(Module)]
/// #[module(crate = "engine")]
/// struct Net {
///     head: Linear,
/// }
/// # fn main() {}
/// ```
#[proc_macro_derive(Module, attributes(module))]
pub fn derive_module(input: TokenStream) -> TokenStream {
    module::derive(input.into()).into()
}

/// Writes the `forward` of a model that runs its fields in order: every layer, or the program does not compile.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Forward)]
/// struct Mlp {
///     width: usize, // a plain value takes no part
///     hidden: Linear,
///     relu: Relu,
///     head: Linear,
/// }
///
/// let mut rng = rng(0);
/// let (hidden, head) = (Linear::new(4, 8, &mut rng), Linear::new(8, 2, &mut rng));
/// let net = Mlp { width: 8, hidden, relu: Relu, head };
/// assert_eq!(net.forward(Tensor::<2>::zeros([5, 4])).shape(), [5, 2]);
/// ```
///
/// Each layer takes what the one before it gives. An enum runs its active variant; a variant without layers gives its
/// input back:
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Forward)]
/// enum Activation {
///     Relu(Relu),
///     Gated(Linear, Sigmoid),
///     Identity,
/// }
///
/// assert_eq!(Activation::Relu(Relu).forward(Tensor::from([-1.0, 2.0])).as_slice(), [0.0, 2.0]);
/// ```
///
/// # Attributes of a struct or an enum
///
/// ## `#[forward(input = Tensor<4>)]`
///
/// The type that comes in. Without it the model takes all that its layers take, and a layer that does not fit is an
/// error where the model is used; with it, the error is at the field.
///
/// ```compile_fail
/// # use nn_core::prelude::*;
/// #[derive(Module, Forward)]
/// #[forward(input = Tensor<4>)]
/// struct Net {
///     conv: Conv2d,
///     fc: Linear, // error: `Linear` takes no `Tensor<4>`
/// }
/// ```
///
/// ## `#[forward(input = [3, 32, 32])]`
///
/// The shape of one sample that comes in, without the batch. The compiler then checks the shapes of all layers, by the
/// specs that `#[derive(Init)]` reads. `OUTPUT_SHAPE` is what comes out. Features may be left to inference:
/// `Linear::to(10)` takes as many as come in.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Forward, Init)]
/// #[forward(input = [3, 32, 32])]
/// struct SimpleCnn {
///     #[init(Conv2d::spec(3, 32, 7).stride(2))]
///     conv: Conv2d,
///     #[init(Relu)]
///     relu: Relu,
///     #[init(Flatten)]
///     flatten: Flatten,
///     #[init(Linear::to(10))]
///     fc: Linear,
/// }
///
/// let net = SimpleCnn::init(&mut rng(0));
/// assert_eq!(net.fc.in_features(), 5408);
/// assert_eq!(SimpleCnn::OUTPUT_SHAPE, [10]);
/// ```
///
/// With `Linear::spec(5000, 10)` in its place the program does not compile:
///
/// ```text
/// error[E0080]: evaluation panicked: `fc`: Linear takes 5000 features, but gets [5408]
/// ```
///
/// Tuples, `Sequential(..)` of arrays and of [`repeat`](https://docs.rs/nn-core/latest/nn_core/init/fn.repeat.html),
/// and `Some(..)` are looked into. Every other spec is asked by its function
/// `const fn output_shape(&self, input: Shape) -> Result<Shape, Message>`; a model that derives `Forward` and `Init` has
/// one, those of layers with a `forward` of your own you write.
///
/// Where a constructor has arguments or a model is generic, the shapes are checked when the constructor runs.
///
/// ## `#[forward(input = [3, 32, 32], output = [10])]`
///
/// Asserts what comes out.
///
/// ## `#[forward(input = [56], element = usize)]`
///
/// The elements of what comes in, where they are no `f32`.
///
/// ## `#[forward(unchecked)]`
///
/// The model has no shape function, for a spec inside that has none.
///
/// # Attributes of a field
///
/// ## `#[forward(skip)]`
///
/// The field takes no part in the forward. It is registered all the same.
#[proc_macro_derive(Forward, attributes(forward, module))]
pub fn derive_forward(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    twice::derived_below(&input, "Forward").unwrap_or_else(|| forward::derive(&input)).into()
}

/// Writes the constructor of a model whose fields say how they are made.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Forward, Init)]
/// #[init(inputs: usize, width: usize, depth: usize)]
/// struct Mlp {
///     #[init(Linear::spec(inputs, width))]
///     first: Linear,
///     #[init(Sequential(repeat(depth, |_| (Relu, Linear::spec(width, width)))))]
///     hidden: Sequential<Vec<(Relu, Linear)>>,
///     #[init(width)]
///     width: usize,
/// }
///
/// let net = Mlp::init(4, 8, 2, &mut rng(0));
/// assert_eq!(net.num_parameters(), (4 * 8 + 8) + 2 * (8 * 8 + 8));
/// ```
///
/// # Attributes
///
/// - `#[init(EXPR)]` on each field: its spec, such as `Linear::spec(64, 10)`, `Relu`, `(Relu, Flatten)`, `Some(..)`,
///   `repeat(3, |i| ..)`, a `Vec`, an array, a `BTreeMap` or a `Box` of specs, the spec of another model, a plain value, or
///   [`value(..)`](https://docs.rs/nn-core/latest/nn_core/init/fn.value.html) of anything else.
/// - `#[init(width: usize, ..)]` on the struct: the arguments of the constructor, which the specs may use. Each spec gets
///   a copy of them. An argument may be a spec: `#[init(inner: impl Init<Module = M>)]`.
///
/// # What it writes
///
/// - `Model::init(width, .., &mut rng)` makes the model.
/// - `Model::spec(width, ..)` is its spec, `ModelSpec`, for a field of another model; it can be made in a constant.
///
/// # Generic models
///
/// The spec has the parameters of the model, and one more for each argument `impl Trait`:
///
/// ```
/// use nn_core::prelude::*;
///
/// /// A way around a module of any kind.
/// #[derive(Module, Init)]
/// #[init(inner: impl Init<Module = M>)]
/// struct Residual<M> {
///     #[init(inner)]
///     inner: M,
/// }
///
/// let block: Residual<(Linear, Relu)> = Residual::init((Linear::spec(8, 8), Relu), &mut rng(0));
/// assert_eq!(block.num_parameters(), 8 * 8 + 8);
/// ```
#[proc_macro_derive(Init, attributes(init, module))]
pub fn derive_init(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    twice::derived_below(&input, "Init").unwrap_or_else(|| init::derive(&input)).into()
}

/// What `nn_core::sequential!` hands on, with the path of nn-core before it.
#[doc(hidden)]
#[proc_macro]
pub fn sequential(input: TokenStream) -> TokenStream {
    sequential::expand(&parse_macro_input!(input as sequential::Layers)).into()
}
