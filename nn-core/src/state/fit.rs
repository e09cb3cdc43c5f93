//! Whether a state dict fits a model: all of it, or not at all.

use std::collections::{HashMap, HashSet};

use super::StateDict;
use super::element::{convert, same};
use super::misfit::StateMismatch;
use super::nearest::{common_prefix, nearest, part_of_all};
use super::report::LoadReport;
use crate::error::{Mismatch, shortened};
use crate::storage::Dtype;
use crate::tensor::AnyTensor;

/// The new values of the model's tensors by name, in the model's element types.
///
/// `model` is the model's own state dict: what is wanted. A shared tensor may come under any of its names.
pub(crate) fn fit(model: &StateDict, given: &StateDict) -> Result<HashMap<String, AnyTensor>, StateMismatch> {
    let fit = Fit::of(model, given);
    let unexpected = fit.unexpected();
    if fit.missing.is_empty() && unexpected.is_empty() && fit.unfit.is_empty() {
        return Ok(fit.values);
    }
    Err(fit.misfit(&unexpected))
}

/// The same where names may be missing or unexpected: the model keeps what is missing. An error if a tensor does not
/// fit, or if there is none to load.
pub(super) fn fit_partly(
    model: &StateDict,
    given: &StateDict,
) -> Result<(HashMap<String, AnyTensor>, LoadReport), StateMismatch> {
    const REMOVE: &str = "what is not to be loaded is taken out by its name: `state.remove(\"..\")`";
    let mut fit = Fit::of(model, given);
    if !fit.unfit.is_empty() {
        fit.missing.clear();
        return Err(fit.misfit(&[]).extend(StateMismatch::default(), Some(REMOVE.to_owned())));
    }
    let unexpected = fit.unexpected();
    let missing: HashSet<&str> = fit.missing.iter().copied().collect();
    let loaded: Vec<&str> = model.names().filter(|name| !missing.contains(name)).collect();
    if loaded.is_empty() && !model.is_empty() {
        return Err(fit.misfit(&unexpected));
    }
    let report = LoadReport::new(&loaded, &fit.missing, &unexpected);
    let kept = fit.missing.iter().filter_map(|name| Some(((*name).to_owned(), model.get(name)?.clone())));
    Ok((fit.values.into_iter().chain(kept).collect(), report))
}

struct Fit<'a> {
    model: &'a StateDict,
    given: &'a StateDict,
    values: HashMap<String, AnyTensor>,
    missing: Vec<&'a str>,
    unfit: StateMismatch,
}

impl<'a> Fit<'a> {
    /// Looks for all of the model's tensors.
    fn of(model: &'a StateDict, given: &'a StateDict) -> Self {
        let (values, missing, unfit) = (HashMap::new(), Vec::new(), StateMismatch::default());
        let mut fit = Fit { model, given, values, missing, unfit };
        let mut names: HashMap<&str, Vec<&str>> = HashMap::new();
        for (alias, of) in model.aliases() {
            names.entry(of).or_default().push(alias);
        }
        for (name, wanted) in model.iter() {
            fit.tensor(name, names.get(name).map_or(&[], Vec::as_slice), wanted);
        }
        fit
    }

    fn unexpected(&self) -> Vec<&'a str> {
        self.given.names().filter(|name| self.model.get(name).is_none()).collect()
    }

    /// Looks for the value of one tensor of the model under its name and its aliases.
    fn tensor(&mut self, name: &'a str, aliases: &[&str], wanted: &AnyTensor) {
        let names = std::iter::once(name).chain(aliases.iter().copied());
        let mut found = names.filter_map(|name| Some((name, self.given.get(name)?)));
        let Some((first, tensor)) = found.next() else {
            return self.without(name, wanted);
        };
        for (other, value) in found {
            if !same(tensor, value) {
                self.unfit.mismatched.push(Mismatch {
                    name: other.to_owned(),
                    expected: format!("the values of `{first}`"),
                    found: kind(value),
                });
                self.unfit.note("torn apart", || {
                    let (first, other) = (shortened(first), shortened(other));
                    format!("`{first}` and `{other}` are one shared tensor in the model, but differ there")
                });
            }
        }
        if tensor.shape() != wanted.shape() {
            self.mismatched(first, tensor, wanted);
            return self.unfit.note("misshapen", || {
                format!("`{}` is {}, expected {}", shortened(first), kind(tensor), kind(wanted))
            });
        }
        match convert(tensor, wanted.dtype()) {
            Ok(value) => drop(self.values.insert(name.to_owned(), value)),
            Err(message) => {
                self.mismatched(first, tensor, wanted);
                self.unfit.note("of another type", || format!("`{}` {message}", shortened(first)));
            }
        }
    }

    fn mismatched(&mut self, name: &str, found: &AnyTensor, expected: &AnyTensor) {
        let (name, expected, found) = (name.to_owned(), kind(expected), kind(found));
        self.unfit.mismatched.push(Mismatch { name, expected, found });
    }

    /// What is not given is missing, except for a count that PyTorch did not save before version 0.4.1.
    fn without(&mut self, name: &'a str, wanted: &AnyTensor) {
        match is_count_of_batches(name, wanted, [self.model, self.given]) {
            true => drop(self.values.insert(name.to_owned(), wanted.clone())),
            false => self.missing.push(name),
        }
    }

    fn misfit(self, unexpected: &[&str]) -> StateMismatch {
        let hint = prefix_hint(&self.missing, unexpected);
        let suggest = |name: &str, whose: &str, others: &[&str]| match nearest(name, others) {
            // A prefix explains all the names at once.
            Some(near) if hint.is_none() => format!("; the nearest name {whose} is `{}`", shortened(near)),
            _ => String::new(),
        };
        let mut misfit = StateMismatch::of_names(&self.missing, unexpected);
        for name in &self.missing {
            misfit.note("missing", || {
                let wanted = self.model.get(name).map(kind).unwrap_or_default();
                format!("`{}`, expected {wanted}{}", shortened(name), suggest(name, "there", unexpected))
            });
        }
        for name in unexpected {
            misfit.note("unexpected", || {
                let found = self.given.get(name).map(kind).unwrap_or_default();
                let near = suggest(name, "in the model", &self.missing);
                format!("`{}`, {found}{near}", shortened(name))
            });
        }
        misfit.extend(self.unfit, hint)
    }
}

/// Whether this is the count of a batch norm whose statistics are in all of these state dicts.
fn is_count_of_batches(name: &str, tensor: &AnyTensor, states: [&StateDict; 2]) -> bool {
    let Some(layer) = name.strip_suffix("num_batches_tracked") else { return false };
    let statistics = [format!("{layer}running_mean"), format!("{layer}running_var")];
    let whole = tensor.dtype() == Dtype::I64 && tensor.shape().is_empty();
    whole && statistics.iter().all(|name| states.iter().all(|state| state.get(name).is_some()))
}

/// Element type and shape, as `f32 [10, 64]`.
fn kind(tensor: &AnyTensor) -> String {
    format!("{} {}", tensor.dtype(), shortened(&format!("{:?}", tensor.shape())))
}

fn prefix_hint(missing: &[&str], unexpected: &[&str]) -> Option<String> {
    if let Some(part) = part_of_all(missing, unexpected) {
        let part = shortened(part);
        return Some(format!(
            "what stands there under `{part}` has the model's names: `state.under(\"{part}\")?`"
        ));
    }
    if let Some(prefix) = common_prefix(unexpected, missing) {
        let prefix = shortened(prefix);
        return Some(format!(
            "without the `{prefix}` before the names there, they are the model's: `state.renamed(\"{prefix}*\", \"*\")?`"
        ));
    }
    let prefix = shortened(common_prefix(missing, unexpected)?);
    Some(format!(
        "with `{prefix}` before the names there, they are the model's: `state.renamed(\"*\", \"{prefix}*\")?`"
    ))
}
