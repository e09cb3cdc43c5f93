//! A field of the model, or what is inside of one, by its spec.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Expr, Pat};

use crate::shapes::{Spec, local};
use crate::written::optional;

/// Where in the model something is.
#[derive(Clone)]
pub(super) struct Place {
    /// The names and indices that lead there.
    pub(super) path: Vec<Step>,
    /// The specs of what is there: of each element of a list that is written out, where an index chooses one.
    pub(super) specs: Vec<Expr>,
    /// The index that chooses.
    pub(super) choice: Option<Ident>,
    /// What the indices of lists are called in the specs.
    pub(super) binds: Vec<(Pat, Ident)>,
    /// The values of the indices, where the place is used.
    pub(super) indices: Vec<TokenStream>,
    /// What is meant inside of the value or the model there, whose spec is not at hand.
    pub(super) within: Vec<Step>,
}

/// A name, an index, or from an optional layer to the layer.
#[derive(Clone)]
pub(super) enum Step {
    Name(String),
    Index(Ident),
    Some,
}

impl Place {
    pub(super) fn field(name: String, spec: &Expr) -> Self {
        Place {
            path: vec![Step::Name(name)],
            specs: vec![spec.clone()],
            choice: None,
            binds: Vec::new(),
            indices: Vec::new(),
            within: Vec::new(),
        }
    }

    /// As the user writes it, for messages.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for step in self.steps() {
            match step {
                Step::Name(name) if text.is_empty() => text.push_str(name),
                Step::Name(name) => text.extend([".", name]),
                Step::Index(_) => text.push_str("[..]"),
                Step::Some => {}
            }
        }
        text
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.path.iter().chain(&self.within)
    }

    /// The names of the indices, which the functions of the place take.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &Ident> {
        self.steps().filter_map(|step| match step {
            Step::Index(index) => Some(index),
            Step::Name(_) | Step::Some => None,
        })
    }

    /// The part of each spec, where all have one.
    fn each(&self, step: Step, part: impl Fn(&Expr) -> Option<Expr>) -> Option<Place> {
        let specs = self.specs.iter().map(part).collect::<Option<Vec<_>>>()?;
        let mut place = Place { specs, ..self.clone() };
        place.path.push(step);
        Some(place)
    }

    /// The part of a tuple, or of a list that is written out; the list in a `Sequential`.
    pub(super) fn part(&self, i: usize) -> Option<Place> {
        if !self.within.is_empty() {
            return Some(self.inside(Step::Name(i.to_string())));
        }
        self.each(Step::Name(i.to_string()), |spec| match Spec::of(spec) {
            Spec::Tuple(parts) => parts.get(i).map(|part| (*part).clone()),
            _ => None,
        })
        .or_else(|| self.listed(i))
    }

    /// The parts of a tuple.
    pub(super) fn parts(&self) -> Vec<Place> {
        let [spec] = self.specs.as_slice() else { return Vec::new() };
        match Spec::of(spec) {
            Spec::Tuple(parts) => (0..parts.len()).filter_map(|i| self.part(i)).collect(),
            _ => Vec::new(),
        }
    }

    /// One step further inside of another model.
    pub(super) fn inside(&self, step: Step) -> Place {
        let mut place = self.clone();
        place.within.push(step);
        place
    }

    /// `self.blocks.0`, the list in a `Sequential`, is no step of a path.
    fn listed(&self, i: usize) -> Option<Place> {
        let specs = self.specs.iter().map(|spec| match Spec::of(spec) {
            Spec::Around(_, inner) if i == 0 => Some(inner.clone()),
            _ => None,
        });
        Some(Place { specs: specs.collect::<Option<_>>()?, ..self.clone() })
    }

    /// The element of a list at an index.
    pub(super) fn element(&self, index: &TokenStream) -> Option<Place> {
        let name = local(&format!("index{}", self.indices.len()));
        let mut place = self.clone();
        if !self.within.is_empty() {
            place.within.push(Step::Index(name));
            place.indices.push(index.clone());
            return Some(place);
        }
        let [spec] = self.specs.as_slice() else { return None };
        match Spec::of(spec) {
            Spec::Around(_, inner) => return Place { specs: vec![inner.clone()], ..place }.element(index),
            Spec::Repeat { index: pat, spec, .. } => {
                place.binds.push((pat.clone(), name.clone()));
                place.specs = vec![spec.clone()];
            }
            Spec::Copies { spec, .. } => place.specs = vec![spec.clone()],
            Spec::List(parts) if self.choice.is_none() => {
                place.choice = Some(name.clone());
                place.specs = parts;
            }
            _ => return None,
        }
        place.path.push(Step::Index(name));
        place.indices.push(index.clone());
        Some(place)
    }

    /// How many elements a list has.
    pub(super) fn len(&self) -> Option<TokenStream> {
        let [spec] = self.specs.as_slice() else { return None };
        match Spec::of(spec) {
            Spec::Around(_, inner) => Place { specs: vec![inner.clone()], ..self.clone() }.len(),
            Spec::Repeat { count, .. } | Spec::Copies { count, .. } => Some(count.to_token_stream()),
            Spec::List(parts) => Some(parts.len().to_token_stream()),
            _ => None,
        }
    }

    /// Whether an optional layer is there, and the layer.
    pub(super) fn some(&self) -> Option<(TokenStream, Place)> {
        let [spec] = self.specs.as_slice() else { return None };
        let (is_there, inner) = optional(spec)?;
        let mut place = Place { specs: vec![inner], ..self.clone() };
        place.path.push(Step::Some);
        Some((is_there, place))
    }

    /// Whether it is a model or a layer of the user's or the library's, by the form of its spec: `Net::spec(..)`.
    pub(super) fn is_model(&self) -> bool {
        let made_by_spec = |spec: &Expr| match spec {
            Expr::Call(call) => {
                matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "spec"))
            }
            _ => false,
        };
        self.specs.iter().map(without_wrapper).all(made_by_spec)
    }

    /// Whether it is a `Vec` or an array, which has no forward of its own.
    pub(super) fn is_bare_list(&self) -> bool {
        let is_list =
            |spec: &Expr| matches!(Spec::of(spec), Spec::List(_) | Spec::Repeat { .. } | Spec::Copies { .. });
        self.specs.iter().any(is_list)
    }

    /// Whether it is one spec, and no tuple or list of some.
    pub(super) fn is_value(&self) -> bool {
        self.specs.iter().map(without_wrapper).all(|spec| matches!(Spec::of(spec), Spec::Value(_)))
    }

    /// The value of a setting.
    pub(super) fn setting(&self) -> Option<Expr> {
        let [spec] = self.specs.as_slice() else { return None };
        match spec {
            Expr::Call(call) if call.args.len() == 1 && is_value(&call.func) => Some(call.args[0].clone()),
            _ => Some(spec.clone()),
        }
    }
}

/// The spec in a `frozen(..)` or a `shared(..)`.
pub(super) fn without_wrapper(spec: &Expr) -> &Expr {
    match Spec::of(spec) {
        Spec::Within(_, inner) => without_wrapper(inner),
        _ => spec,
    }
}

/// Whether it is the function `nn_core::init::value`.
fn is_value(function: &Expr) -> bool {
    matches!(function, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "value"))
}
