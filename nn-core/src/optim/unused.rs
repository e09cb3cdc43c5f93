//! Parameters that got no gradient, where that is not to be.

use std::fmt;

use super::group::{matches, nearest};
use crate::autodiff::Gradients;
use crate::error::{Error, Result, listed};
use crate::module::Module;

/// Whether a step refuses trainable parameters without a gradient, and which it takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Unused {
    pub(super) refused: bool,
    /// Patterns of the paths that may be unused.
    allowed: Vec<String>,
}

impl Unused {
    pub(super) fn allow(&mut self, pattern: &str) {
        self.refused = true;
        self.allowed.push(pattern.to_owned());
    }

    pub(super) fn patterns(&self) -> usize {
        self.allowed.len()
    }

    /// An error if a pattern matches no parameter: most likely it is misspelt.
    pub(super) fn check_patterns(&self, name: &str, paths: &[&str]) -> Result<()> {
        let misspelt = |pattern: &&String| !paths.iter().any(|path| matches(pattern, path));
        self.allowed.iter().find(misspelt).map_or(Ok(()), |pattern| {
            let message = format!(
                "{name}: `allow_unused(\"{pattern}\")` matches no parameter of the model; the nearest names are {}",
                nearest(pattern, paths)
            );
            Err(Error::setting(message).with("allow_unused", pattern))
        })
    }

    /// An error if a parameter has no gradient that should have one.
    pub(super) fn check(&self, model: &dyn Module, gradients: &Gradients) -> Result<()> {
        if !self.refused {
            return Ok(());
        }
        let mut unused = gradients.unused(model);
        unused.retain(|path| !self.allowed.iter().any(|pattern| matches(pattern, path)));
        if unused.is_empty() { Ok(()) } else { Err(Error::optimizer(describe(&unused)).with_paths(unused)) }
    }
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.refused, &self.allowed[..]) {
            (false, _) => f.write_str("taken"),
            (true, []) => f.write_str("refused"),
            (true, allowed) => write!(f, "refused but for {allowed:?}"),
        }
    }
}

fn describe(unused: &[String]) -> String {
    let mut lines = vec![match unused.len() {
        1 => "a trainable parameter took no part in the loss:".to_owned(),
        n => format!("{n} trainable parameters took no part in the loss:"),
    }];
    lines.extend(listed(unused, |path| format!("`{path}`")));
    lines.push(format!(
        "use what the forward forgot, `freeze()` what is not to learn, or allow what has no part in every step: \
         `.allow_unused(\"{}\")`",
        unused[0]
    ));
    lines.join("\n")
}
