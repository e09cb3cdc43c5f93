//! Everything by which a state dict does not fit a model.

use std::fmt;

use crate::error::{Error, Mismatch};

/// How many mistakes of one kind are told; the others are counted.
const MOST: usize = 20;

/// The mistakes by their kind, and what may explain them all.
#[derive(Debug, Default)]
pub(crate) struct StateMismatch {
    kinds: Vec<Kind>,
    hint: Option<String>,
    missing: Vec<String>,
    unexpected: Vec<String>,
    pub(super) mismatched: Vec<Mismatch>,
}

#[derive(Debug)]
struct Kind {
    name: &'static str,
    count: usize,
    told: Vec<String>,
}

impl StateMismatch {
    /// Names that one of the two has and the other has not, without a word about them so far.
    pub(super) fn of_names(missing: &[&str], unexpected: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        StateMismatch { missing: owned(missing), unexpected: owned(unexpected), ..StateMismatch::default() }
    }

    /// Adds a mistake, whose words are asked for if it will be told.
    pub(super) fn note(&mut self, name: &'static str, mistake: impl FnOnce() -> String) {
        let at = self.kinds.iter().position(|kind| kind.name == name).unwrap_or_else(|| {
            self.kinds.push(Kind { name, count: 0, told: Vec::new() });
            self.kinds.len() - 1
        });
        let kind = &mut self.kinds[at];
        kind.count += 1;
        if kind.told.len() < MOST {
            kind.told.push(mistake());
        }
    }

    /// Puts mistakes of other kinds after these, and what explains them at the end.
    pub(super) fn extend(mut self, others: StateMismatch, hint: Option<String>) -> Self {
        self.kinds.extend(others.kinds);
        self.mismatched.extend(others.mismatched);
        self.hint = hint;
        self
    }

    /// The error about a state dict that comes from here.
    pub(crate) fn into_error(self, source: &str) -> Error {
        let message = format!("{source} {self}");
        let StateMismatch { missing, unexpected, mismatched, .. } = self;
        Error::StateDict { message, missing, unexpected, mismatched }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

impl fmt::Display for StateMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("does not fit the model, which is unchanged:")?;
        for (i, kind) in self.kinds.iter().enumerate() {
            write!(f, "{} {} {}", if i == 0 { "" } else { "," }, kind.count, kind.name)?;
        }
        for Kind { name, count, told } in &self.kinds {
            told.iter().try_for_each(|mistake| write!(f, "\n  {name}: {mistake}"))?;
            if *count > MOST {
                write!(f, "\n  {name}: and {} more", count - MOST)?;
            }
        }
        self.hint.iter().try_for_each(|hint| write!(f, "\n  {hint}"))
    }
}
