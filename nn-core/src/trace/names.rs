//! The paths of the layers and parameters that took part in a forward.

use crate::autodiff::{IdMap, ParamId, Source, TraceStep};
use crate::{AnyBuffer, AnyParam, Module, Path, Visit, Visitor};

/// Where the layers and the parameters of a model stand, in the order of declaration.
#[derive(Default)]
pub(crate) struct Names {
    layers: Vec<Layer>,
    pub(crate) params: Vec<Parameter>,
    by_id: IdMap<ParamId, usize>,
    /// Where the elements of parameters and buffers are, and their paths.
    pub(crate) elements: Vec<(usize, String)>,
}

struct Layer {
    path: String,
    kind: &'static str,
    address: usize,
}

pub(crate) struct Parameter {
    pub(crate) path: String,
    pub(crate) id: ParamId,
    pub(super) elements: usize,
    pub(super) bytes: usize,
    pub(super) trainable: bool,
}

impl Visitor for Names {
    fn wants_modules(&self) -> bool {
        true
    }

    fn layer(&mut self, at: &Path<'_>, kind: &'static str, address: usize) {
        self.layers.push(Layer { path: at.into(), kind, address });
    }

    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.by_id.insert(param.id(), self.params.len());
        self.elements.push((param.value().storage().address(), at.into()));
        self.params.push(Parameter {
            path: at.into(),
            id: param.id(),
            elements: param.num_elements(),
            bytes: param.value().num_bytes(),
            trainable: param.is_trainable() && !at.is_frozen(),
        });
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.elements.push((buffer.value().storage().address(), at.into()));
    }

    fn contested(&mut self, _: &Path<'_>, _: &str, param: Option<&dyn AnyParam>) {
        if let Some(&i) = param.and_then(|param| self.by_id.get(&param.id())) {
            self.params[i].trainable = false;
        }
    }
}

impl Names {
    pub(crate) fn of_model<M: Module + ?Sized>(model: &M) -> Self {
        let mut names = Names::default();
        model.visit(&Path::ROOT, &mut Visit::new(&mut names));
        names
    }

    pub(crate) fn param(&self, id: ParamId) -> Option<&Parameter> {
        self.by_id.get(&id).map(|&i| &self.params[i])
    }

    /// The path of each step; empty for an operation without parameters and for a layer that the model does not
    /// register.
    pub(crate) fn of(&self, steps: &[TraceStep]) -> Vec<String> {
        let mut last = None;
        let path = |step: &TraceStep| match step.layer {
            Some(address) => {
                let at = self.layer(step.kind, address, last)?;
                last = Some(at);
                Some(self.layers[at].path.clone())
            }
            None => self.around(&step.params),
        };
        steps.iter().map(path).map(Option::unwrap_or_default).collect()
    }

    /// The layer of a kind that stands at an address. Layers without settings take no room, so that several of them may
    /// stand at one address; then it is the next that is declared behind the layer that ran last.
    fn layer(&self, kind: &str, address: usize, last: Option<usize>) -> Option<usize> {
        let is_it = |&i: &usize| self.layers[i].address == address && self.layers[i].kind == kind;
        let next = last.map_or(0, |last| last + 1);
        (next..self.layers.len()).find(is_it).or_else(|| (0..next).rfind(is_it))
    }

    /// The path of a parameter, or of the module whose parameters they are.
    fn around(&self, params: &[ParamId]) -> Option<String> {
        let paths: Vec<&str> = params.iter().filter_map(|&id| Some(self.param(id)?.path.as_str())).collect();
        let first = *paths.first()?;
        match first.rsplit_once('.') {
            Some((module, _)) if paths.len() > 1 => Some(module.to_owned()),
            _ => Some(first.to_owned()),
        }
    }
}

/// The path of the last step up to `step` that has one.
pub(crate) fn behind<'a>(paths: &'a [String], steps: &[TraceStep], mut step: usize) -> Option<&'a str> {
    loop {
        if !paths[step].is_empty() {
            return Some(&paths[step]);
        }
        let Some(Source::Step(before)) = steps[step].inputs.first() else { return None };
        step = *before;
    }
}
