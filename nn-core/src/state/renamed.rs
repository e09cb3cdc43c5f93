//! A state dict under other names.

use std::collections::HashMap;

use super::StateDict;
use super::nearest::nearest;
use super::pattern::{Template, captures};
use crate::error::{Error, Result, listed, shortened};

impl StateDict {
    /// The state dict with the names that match `from` changed into `to`. Names that do not match stay, and so do the
    /// order and the metadata; the values are shared.
    ///
    /// A `*` in `from` stands for any run of characters, dots included: for as little as it can, from the left, and the
    /// last for what is left. The stars of `to` are filled in the same order; `{1}` and `{2}` stand for the first and
    /// the second, in any order.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let value = Tensor::from([1.0f32]);
    /// let names = ["module.rnn.weight_ih_l0", "module.rnn.weight_ih_l1", "module.head.gamma"];
    /// let theirs: StateDict = names.into_iter().map(|name| (name.to_owned(), value.clone())).collect();
    ///
    /// let ours = theirs
    ///     .renamed("module.*", "*")? // as `DataParallel` writes it
    ///     .renamed("rnn.*_l*", "rnn.layers.{2}.{1}")?
    ///     .renamed("*.gamma", "*.weight")?;
    /// assert!(ours.names().eq(["rnn.layers.0.weight_ih", "rnn.layers.1.weight_ih", "head.weight"]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If no name matches, if two names would become one, or if `to` asks for more than `from` has.
    pub fn renamed(&self, from: &str, to: &str) -> Result<StateDict> {
        let template = Template::read(to, from)?;
        if !self.all_names().any(|name| captures(from, name).is_some()) {
            return Err(self.without_match(from));
        }
        let names = self.all_names().map(|name| {
            let new = captures(from, name).map(|captures| template.fill(&captures));
            (name, new.unwrap_or_else(|| name.to_owned()))
        });
        let names: Vec<_> = names.collect();
        refuse_clash(&names)?;
        Ok(self.under_names(&names))
    }

    /// The part of the state dict whose names begin with `prefix` and a dot, without these: what a checkpoint such as
    /// `{"model": model.state_dict(), "epoch": 3}` has under the key `model`, or what a larger model has for one of its
    /// layers. The metadata stay.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let model = (Linear::new(2, 3, &mut rng(0)), Relu, Linear::new(3, 1, &mut rng(1)));
    /// let mut head = Linear::new(3, 1, &mut rng(2));
    /// head.load_state_dict(&model.state_dict().under("2")?)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If no name begins so: the error lists what names begin with.
    pub fn under(&self, prefix: &str) -> Result<StateDict> {
        let within = |name: &str| Some(name.strip_prefix(prefix)?.strip_prefix('.')?.to_owned());
        let names: Vec<_> = self.all_names().filter_map(|name| Some((name, within(name)?))).collect();
        match names.is_empty() {
            true => Err(self.without_prefix(prefix)),
            false => Ok(self.under_names(&names)),
        }
    }

    fn all_names(&self) -> impl Iterator<Item = &str> {
        self.names().chain(self.aliases().map(|(alias, _)| alias))
    }

    /// These tensors alone, each with its new name. One whose first name is left out comes under another one.
    fn under_names(&self, names: &[(&str, String)]) -> StateDict {
        let mut state = StateDict::new();
        let mut first: HashMap<&str, &str> = HashMap::new();
        let of: HashMap<&str, &str> = self.aliases().collect();
        for (name, new) in names {
            let tensor = of.get(name).unwrap_or(name);
            match first.get(tensor) {
                Some(first) => state.register_alias(new.clone(), (*first).to_owned()),
                None => {
                    drop(state.insert(new.clone(), self.get(name).expect("it is one of the names").clone()))
                }
            }
            first.entry(tensor).or_insert(new);
        }
        state.metadata_mut().clone_from(self.metadata());
        state
    }

    fn without_match(&self, pattern: &str) -> Error {
        let names: Vec<&str> = self.all_names().collect();
        let near = match nearest(pattern, &names) {
            Some(name) => format!("the nearest is `{}`", shortened(name)),
            None => format!("they are\n{}", listed(&names, |name| shortened(name).into_owned()).join("\n")),
        };
        Error::setting(format!(
            "`{pattern}` matches none of the {} names of the state dict; {near}",
            self.len()
        ))
        .with("pattern", pattern)
    }

    fn without_prefix(&self, prefix: &str) -> Error {
        let mut begin: Vec<&str> =
            self.all_names().filter_map(|name| Some(name.split_once('.')?.0)).collect();
        begin.dedup();
        begin.sort_unstable();
        begin.dedup();
        let begin = match begin.is_empty() {
            true => "none of them has a dot".to_owned(),
            false => format!("they begin with\n{}", listed(&begin, |b| shortened(b).into_owned()).join("\n")),
        };
        Error::setting(format!(
            "none of the {} names of the state dict begins with `{prefix}.`; {begin}",
            self.len()
        ))
        .with("prefix", prefix)
    }
}

fn refuse_clash(names: &[(&str, String)]) -> Result<()> {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for (name, new) in names {
        if let Some(other) = seen.insert(new, name) {
            let (other, name, new) = (shortened(other), shortened(name), shortened(new));
            return Err(Error::setting(format!(
                "`{other}` and `{name}` would both become `{new}`, and one of them would be lost: take one out by \
                 `remove`, or rename it first"
            ))
            .with("name", new));
        }
    }
    Ok(())
}
