//! `#[derive(Module)]` at run time: what is registered, under which path, in which order, and how it prints.

mod attributes;
mod containers;
mod forms;
mod freezing;
mod hygiene;
mod lower_case;
mod sharing;
mod trees;

use nn_core::prelude::*;

/// A parameter that holds `value`, by which a test recognises it.
fn param(value: f32) -> Param<1> {
    Param::new(Tensor::full([1], value))
}

/// The paths of all parameters, and the proof that `visit_mut` walks the same way as `visit`.
fn paths(module: &mut impl Module) -> Vec<String> {
    let paths: Vec<String> = module.named_parameters().names().map(str::to_owned).collect();
    let mut walk = Walk(Vec::new());
    module.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut walk));
    assert_eq!(walk.0, paths, "`visit_mut` and `visit` walk differently");
    paths
}

struct Walk(Vec<String>);

impl VisitorMut for Walk {
    fn param(&mut self, at: &Path<'_>, _: &mut dyn AnyParam) {
        self.0.push(at.to_string());
    }
}

/// The values of all parameters in order, each of one element.
fn values(module: &impl Module) -> Vec<f32> {
    let first = |value: &AnyTensor| value.as_slice::<f32>().expect("an f32")[0];
    module.parameters().iter().map(|param| first(param.value())).collect()
}
