//! The derive macros of [nn-core](https://docs.rs/nn-core), which re-exports them: depend on nn-core alone and write
//! `use nn_core::prelude::*;`.

#[cfg(test)]
mod any_item;
mod ast;
mod attr;
mod ctxt;
#[cfg(test)]
mod expansions;
mod fallback;
mod generics;
mod guard;
mod module;
mod names;
mod nearest;
mod spell;
mod valid;

use proc_macro::TokenStream;

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
/// let names: Vec<String> = net.named_parameters().into_iter().map(|(name, _)| name).collect();
/// assert_eq!(names[..3], ["hidden.0.weight", "hidden.0.bias", "hidden.1.weight"]);
/// assert_eq!(net.num_parameters(), (4 * 8 + 8) + (8 * 8 + 8) + (8 * 2 + 2));
/// ```
///
/// # What a field may be
///
/// Any `Module`: a layer or a model, a `Param`, a `Buffer`, a plain value (a number, a `bool`, a `String`, ..), and
/// lists, arrays, options, boxes, tuples and `BTreeMap`s of them. Anything else is an error that says what to write
/// instead. Nothing is decided by the name of a type, so aliases and renamed imports make no difference.
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
/// let names: Vec<String> = branches.named_parameters().into_iter().map(|(name, _)| name).collect();
/// assert_eq!(names[0], "1.weight");
/// assert_eq!(names[2], "2.gate.weight");
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
/// Leaves the field out. The compiler must be able to prove that its type holds no parameter; a layer, or anything
/// around one, is refused, in any crate and behind any alias, container or closure.
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
/// assert_eq!(net.named_parameters()[0].0, "fc.weight");
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
/// assert_eq!(wrapper.named_parameters()[0].0, "weight");
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
/// assert_eq!(net.named_parameters()[0].0, "layer.weight");
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
