//! `Module`: everything that registers parameters, and what can be done with all of them.

use super::tree::Tree;
use super::{
    AnyBuffer, AnyParam, NamedBuffers, NamedParameters, Parameter, Path, Visit, VisitMut, Visitor, VisitorMut,
};
use crate::device::Device;

/// A model or a part of one: it registers its parameters and buffers by walking over its fields.
///
/// Derive it: `#[derive(Module)]` writes the two methods, in the order of declaration, and refuses a struct from
/// which a parameter could get lost. Everything else is provided on top of them.
///
/// A clone of a model is another model, with parameters of its own that begin with the same values; only what is
/// [`Shared`](super::Shared) is the same in both. So `vec![layer; 3]` is three layers that begin equal, and mostly not
/// what is meant: make each by itself, as
/// `repeat(3, |_| Linear::spec(8, 8)).init(&mut rng)` does.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Net {
///     hidden: Vec<Linear>,
///     head: Linear,
/// }
///
/// let mut rng = rng(0);
/// let net = Net { hidden: vec![Linear::new(8, 8, &mut rng)], head: Linear::new(8, 2, &mut rng) };
/// assert_eq!(net.num_parameters(), 8 * 8 + 8 + 8 * 2 + 2);
/// let parameters = net.named_parameters();
/// assert_eq!(parameters["hidden.0.weight"].shape(), [8, 8]);
/// let names: Vec<&str> = parameters.names().collect();
/// assert_eq!(names, ["hidden.0.weight", "hidden.0.bias", "head.weight", "head.bias"]);
/// ```
///
/// The walk follows the nesting of the types, and so does dropping a model: a chain of boxes needs stack for each
/// of its links. A thousand links are no matter; tens of thousands overflow the stack, as everywhere in Rust, unless
/// the thread has more of it ([`stack_size`](std::thread::Builder::stack_size)). Keep what is long in a `Vec`, which
/// is one level however many layers it holds.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Chain {
///     scale: Param<0>,
///     next: Option<Box<Chain>>,
/// }
///
/// let add = |next, _| Some(Box::new(Chain { scale: Param::new(1.0), next }));
/// let chain: Option<Box<Chain>> = (0..1000).fold(None, add);
/// assert_eq!(chain.num_parameters(), 1000);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "registers no parameters",
    note = "a struct or an enum becomes a module by `#[derive(Module)]`, a list, an option, a box, a tuple or a \
            `BTreeMap` by what it holds"
)]
#[doc(alias("add_module", "register_module", "register_parameter", "deepcopy"))]
pub trait Module {
    /// Hands every parameter and buffer to `visit`, in the order of declaration.
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>);

    /// Like [`visit`](Module::visit), for changing them. Both walk the same way, which the first step of an optimizer and
    /// every load check.
    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>);

    /// All parameters with their paths, in the order of declaration, as PyTorch's `named_parameters`.
    fn named_parameters(&self) -> NamedParameters {
        let mut found = NamedParameters::new();
        self.visit(&Path::ROOT, &mut Visit::new(&mut found));
        found
    }

    /// All parameters, in the order of declaration.
    fn parameters(&self) -> Vec<Parameter> {
        let mut found = Unnamed { params: Vec::new() };
        self.visit(&Path::ROOT, &mut Visit::new(&mut found));
        found.params
    }

    /// All buffers with their paths, in the order of declaration.
    #[doc(alias = "named_buffers")]
    fn buffers(&self) -> NamedBuffers {
        let mut found = NamedBuffers::new();
        self.visit(&Path::ROOT, &mut Visit::new(&mut found));
        found
    }

    /// The number of elements of all parameters; buffers are not counted.
    #[doc(alias = "numel")]
    fn num_parameters(&self) -> usize {
        let mut count = Count { all: 0, trainable: 0 };
        self.visit(&Path::ROOT, &mut Visit::new(&mut count));
        count.all
    }

    /// The number of elements of the parameters that are trained: not of frozen ones, nor of those inside a
    /// [`Frozen`](super::Frozen), in whichever other field they stand as well.
    fn num_trainable_parameters(&self) -> usize {
        let mut count = Count { all: 0, trainable: 0 };
        self.visit(&Path::ROOT, &mut Visit::new(&mut count));
        count.trainable
    }

    /// Stops the training of every parameter, and the running statistics of batch norms, until
    /// [`unfreeze`](Self::unfreeze). A [`Shared`](super::Shared) module is frozen itself, for every model that holds it;
    /// to freeze it in one of them alone, hold it there as `Frozen<Shared<M>>`.
    ///
    /// For a part that is never to be trained, [`Frozen`](super::Frozen) says so in the type, and also stops dropout.
    #[doc(alias = "requires_grad_")]
    fn freeze(&mut self) {
        self.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut SetTrainable(false)));
    }

    /// Trains every parameter, except inside a [`Frozen`](super::Frozen), which stays frozen.
    #[doc(alias = "requires_grad_")]
    fn unfreeze(&mut self) {
        self.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut SetTrainable(true)));
    }

    /// Calls `change` with the path of each parameter and the parameter, in order, once where it is shared: for initial values
    /// of your own, where a PyTorch user writes `model.apply(init_weights)`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let rng = &mut rng(0);
    /// let mut model = (Linear::new(4, 8, rng), Relu, Linear::new(8, 2, rng));
    /// model.for_each_param_mut(&mut |path, param| match path.ends_with("bias") {
    ///     true => param.fill(Initial::zeros(), rng),
    ///     false => param.fill(Initial::normal(0.0, 0.02), rng),
    /// });
    /// assert_eq!(model.0.bias.unwrap().value().as_slice(), [0.0; 8]);
    /// ```
    #[doc(alias("apply", "named_parameters_mut"))]
    fn for_each_param_mut(&mut self, change: &mut dyn FnMut(&str, &mut dyn AnyParam)) {
        self.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut EachParam(change)));
    }

    /// Moves every parameter and buffer to a device, as PyTorch's `model.to(device)`; integer counters stay on the host. A
    /// [`Shared`](super::Shared) module is moved for every model that holds it.
    ///
    /// ```
    /// use nn_core::device::Device;
    /// use nn_core::prelude::*;
    ///
    /// let mut model = Linear::new(3, 2, &mut rng(0));
    /// model.to(&Device::host());
    /// ```
    fn to(&mut self, device: &Device) {
        self.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut MoveTo(device)));
    }

    /// The model as a tree, for printing: `println!("{}", model.tree())`.
    #[doc(alias = "print")]
    fn tree(&self) -> Tree {
        Tree::of(|visit| self.visit(&Path::ROOT, visit))
    }
}

impl Visitor for NamedParameters {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.push_with(at, |list| param.describe_into(at.is_frozen(), list));
    }

    fn contested(&mut self, _: &Path<'_>, _: &str, param: Option<&dyn AnyParam>) {
        freeze_in(self.values_mut(), param);
    }
}

struct Unnamed {
    params: Vec<Parameter>,
}

impl Visitor for Unnamed {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        param.describe_into(at.is_frozen(), &mut self.params);
    }

    fn contested(&mut self, _: &Path<'_>, _: &str, param: Option<&dyn AnyParam>) {
        freeze_in(&mut self.params, param);
    }
}

/// Notes that a parameter in a list is not trained.
fn freeze_in(list: &mut [Parameter], param: Option<&dyn AnyParam>) {
    let found = param.and_then(|param| list.iter_mut().find(|found| found.id() == param.id()));
    if let Some(found) = found {
        found.freeze();
    }
}

struct EachParam<'a>(&'a mut dyn FnMut(&str, &mut dyn AnyParam));

impl VisitorMut for EachParam<'_> {
    fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        (self.0)(&String::from(at), param);
    }
}

impl Visitor for NamedBuffers {
    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.push_with(at, |list| list.push(buffer.value()));
    }
}

struct Count {
    all: usize,
    trainable: usize,
}

impl Visitor for Count {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let len = param.num_elements();
        self.all += len;
        self.trainable += if param.is_trainable() && !at.is_frozen() { len } else { 0 };
    }

    fn contested(&mut self, at: &Path<'_>, _: &str, param: Option<&dyn AnyParam>) {
        // Where it is frozen here, it was counted before.
        if at.is_frozen() {
            self.trainable -= param.map_or(0, AnyParam::num_elements);
        }
    }
}

struct MoveTo<'a>(&'a Device);

impl VisitorMut for MoveTo<'_> {
    fn param(&mut self, _: &Path<'_>, param: &mut dyn AnyParam) {
        param.move_to(self.0);
    }

    fn buffer(&mut self, _: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        buffer.move_to(self.0);
    }
}

struct SetTrainable(bool);

impl VisitorMut for SetTrainable {
    fn param(&mut self, _: &Path<'_>, param: &mut dyn AnyParam) {
        param.set_trainable(self.0);
    }

    fn buffer(&mut self, _: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        buffer.set_frozen(!self.0);
    }
}
