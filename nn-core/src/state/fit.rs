//! Whether a state dict fits a model: all of it, or not at all.

use std::collections::HashMap;
use std::fmt;

use super::StateDict;
use super::element::{convert, same};
use super::nearest::{common_prefix, nearest};
use crate::tensor::AnyTensor;

/// Everything by which a state dict does not fit a model: what kind of mistake, and what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Misfit {
    mistakes: Vec<(&'static str, String)>,
    hint: Option<String>,
}

/// The new values of the model's tensors by name, in the model's element types.
///
/// `model` is the model's own state dict: what is wanted. A shared tensor may come under any of its names.
pub(crate) fn fit(model: &StateDict, given: &StateDict) -> Result<HashMap<String, AnyTensor>, Misfit> {
    let mut fit = Fit { given, values: HashMap::new(), missing: Vec::new(), unfit: Vec::new() };
    let mut names: HashMap<&str, Vec<&str>> = HashMap::new();
    for (alias, of) in model.aliases() {
        names.entry(of).or_default().push(alias);
    }
    for (name, wanted) in model.iter() {
        fit.tensor(name, names.get(name).map_or(&[], Vec::as_slice), wanted);
    }
    let unexpected: Vec<&str> = given.names().filter(|name| model.get(name).is_none()).collect();
    if fit.missing.is_empty() && fit.unfit.is_empty() && unexpected.is_empty() {
        return Ok(fit.values);
    }
    Err(fit.misfit(model, &unexpected))
}

struct Fit<'a> {
    given: &'a StateDict,
    values: HashMap<String, AnyTensor>,
    missing: Vec<&'a str>,
    unfit: Vec<(&'static str, String)>,
}

impl<'a> Fit<'a> {
    /// Looks for the value of one tensor of the model under its name and its aliases.
    fn tensor(&mut self, name: &'a str, aliases: &[&str], wanted: &AnyTensor) {
        let names = std::iter::once(name).chain(aliases.iter().copied());
        let mut found = names.filter_map(|name| Some((name, self.given.get(name)?)));
        let Some((first, tensor)) = found.next() else {
            self.missing.push(name);
            return;
        };
        for (other, value) in found {
            if !same(tensor, value) {
                self.unfit.push((
                    "torn apart",
                    format!("`{first}` and `{other}` are one shared tensor in the model, but differ there"),
                ));
            }
        }
        if tensor.shape() != wanted.shape() {
            self.unfit
                .push(("misshapen", format!("`{first}` is {}, expected {}", kind(tensor), kind(wanted))));
            return;
        }
        match convert(tensor, wanted.dtype()) {
            Ok(value) => drop(self.values.insert(name.to_owned(), value)),
            Err(message) => self.unfit.push(("of another type", format!("`{first}` {message}"))),
        }
    }

    fn misfit(self, model: &StateDict, unexpected: &[&str]) -> Misfit {
        let hint = prefix_hint(&self.missing, unexpected);
        let suggest = |name: &str, whose: &str, others: &[&str]| match nearest(name, others) {
            // A prefix explains all the names at once.
            Some(near) if hint.is_none() => format!("; the nearest name {whose} is `{near}`"),
            _ => String::new(),
        };
        let mut mistakes = Vec::new();
        for name in &self.missing {
            let wanted = model.get(name).map(kind).unwrap_or_default();
            let near = suggest(name, "there", unexpected);
            mistakes.push(("missing", format!("`{name}`, expected {wanted}{near}")));
        }
        for name in unexpected {
            let found = self.given.get(name).map(kind).unwrap_or_default();
            let near = suggest(name, "in the model", &self.missing);
            mistakes.push(("unexpected", format!("`{name}`, {found}{near}")));
        }
        mistakes.extend(self.unfit);
        Misfit { mistakes, hint }
    }
}

/// Element type and shape, as `f32 [10, 64]`.
fn kind(tensor: &AnyTensor) -> String {
    format!("{} {:?}", tensor.dtype(), tensor.shape())
}

fn prefix_hint(missing: &[&str], unexpected: &[&str]) -> Option<String> {
    if let Some(prefix) = common_prefix(unexpected, missing) {
        return Some(format!(
            "without the `{prefix}` before the names there, they are the model's: \
             `state.into_iter().map(|(name, value)| (name.replacen(\"{prefix}\", \"\", 1), value)).collect()`"
        ));
    }
    let prefix = common_prefix(missing, unexpected)?;
    Some(format!(
        "with `{prefix}` before the names there, they are the model's: \
         `state.into_iter().map(|(name, value)| (format!(\"{prefix}{{name}}\"), value)).collect()`"
    ))
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("does not fit the model, which is unchanged:")?;
        for (i, kinds) in self.mistakes.chunk_by(|a, b| a.0 == b.0).enumerate() {
            write!(f, "{} {} {}", if i == 0 { "" } else { "," }, kinds.len(), kinds[0].0)?;
        }
        for (kind, mistake) in &self.mistakes {
            write!(f, "\n  {kind}: {mistake}")?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n  {hint}"),
            None => Ok(()),
        }
    }
}
