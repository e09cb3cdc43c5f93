//! A model's tensors by name.

use std::collections::{BTreeMap, HashMap};

use crate::tensor::AnyTensor;

/// The tensors of a model by name, in the order of declaration: PyTorch's `state_dict`.
///
/// It is made by [`state_dict`](super::Checkpoint::state_dict) or read from a file, and can be looked at,
/// changed and put together like a map. The tensors of a [`Shared`](crate::Shared) module are held once,
/// under the first of their names; the other names are *aliases*, which [`get`](StateDict::get) understands
/// too.
///
/// ```
/// use nn_core::prelude::*;
///
/// let mut model = vec![Linear::new(3, 2, &mut rng(0))];
/// let state = model.state_dict();
/// assert_eq!(state.names().collect::<Vec<_>>(), ["0.weight", "0.bias"]);
/// assert_eq!(state.get("0.weight").unwrap().shape(), [2, 3]);
///
/// // Another program put `net.` before the names.
/// let theirs: StateDict = state.into_iter().map(|(name, value)| (format!("net.{name}"), value)).collect();
/// model.load_state_dict(&theirs.renamed("net.*", "*")?)?;
/// # Ok::<(), nn_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct StateDict {
    tensors: Vec<(String, AnyTensor)>,
    index: HashMap<String, usize>,
    aliases: BTreeMap<String, String>,
    metadata: BTreeMap<String, String>,
    /// Names that a model registers twice, so that one of the two tensors is lost here.
    clashes: Vec<String>,
}

impl StateDict {
    /// A state dict without tensors.
    pub fn new() -> Self {
        StateDict::default()
    }

    /// The number of tensors; aliases are not counted.
    pub fn len(&self) -> usize {
        self.tensors.len()
    }

    /// Whether there are no tensors.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }

    /// The tensor of this name or alias.
    pub fn get(&self, name: &str) -> Option<&AnyTensor> {
        let name = self.aliases.get(name).map_or(name, String::as_str);
        self.index.get(name).map(|&i| &self.tensors[i].1)
    }

    /// Adds a tensor, or gives the one of this name another value and returns the old one.
    pub fn insert(&mut self, name: impl Into<String>, tensor: impl Into<AnyTensor>) -> Option<AnyTensor> {
        let (name, tensor) = (name.into(), tensor.into());
        self.aliases.remove(&name);
        if let Some(&i) = self.index.get(&name) {
            return Some(std::mem::replace(&mut self.tensors[i].1, tensor));
        }
        self.index.insert(name.clone(), self.tensors.len());
        self.tensors.push((name, tensor));
        None
    }

    /// Takes the tensor of this name out, and its aliases with it.
    pub fn remove(&mut self, name: &str) -> Option<AnyTensor> {
        let i = self.index.remove(name)?;
        self.aliases.retain(|_, of| of != name);
        self.index.values_mut().filter(|at| **at > i).for_each(|at| *at -= 1);
        Some(self.tensors.remove(i).1)
    }

    /// The names in order, without the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.iter().map(|(name, _)| name.as_str())
    }

    /// The names and tensors in order, without the aliases.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &AnyTensor)> {
        self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// The aliases in alphabetical order, each with the name that it stands for.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aliases.iter().map(|(alias, of)| (alias.as_str(), of.as_str()))
    }

    /// Notes about the tensors, by name, which go into a file with them: the metadata of the safetensors format. An
    /// optimizer notes its settings here.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("model.safetensors");
    /// let mut state = Linear::new(3, 2, &mut rng(0)).state_dict();
    /// state.metadata_mut().insert("classes".to_owned(), "cat, dog".to_owned());
    /// state.write(&path)?;
    /// assert_eq!(StateDict::read(&path)?.metadata()["classes"], "cat, dog");
    /// # Ok(())
    /// # }
    /// ```
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// The [`metadata`](StateDict::metadata), for changing them.
    pub fn metadata_mut(&mut self) -> &mut BTreeMap<String, String> {
        &mut self.metadata
    }

    /// Whether a tensor has this name (an alias does not count).
    pub(super) fn holds(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    pub(crate) fn register(&mut self, name: String, tensor: AnyTensor) {
        if self.holds(&name) {
            self.clashes.push(name);
        } else {
            self.insert(name, tensor);
        }
    }

    pub(super) fn register_alias(&mut self, alias: String, of: String) {
        // A shared module inside another one is known by a name that is an alias itself.
        let of = self.aliases.get(&of).cloned().unwrap_or(of);
        if self.holds(&alias) {
            self.clashes.push(alias);
        } else {
            self.aliases.insert(alias, of);
        }
    }

    pub(super) fn clashes(&self) -> &[String] {
        &self.clashes
    }
}

impl<T: Into<AnyTensor>> FromIterator<(String, T)> for StateDict {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(tensors: I) -> Self {
        let mut state = StateDict::new();
        state.extend(tensors);
        state
    }
}

impl<T: Into<AnyTensor>> Extend<(String, T)> for StateDict {
    fn extend<I: IntoIterator<Item = (String, T)>>(&mut self, tensors: I) {
        for (name, tensor) in tensors {
            self.insert(name, tensor);
        }
    }
}

impl IntoIterator for StateDict {
    type Item = (String, AnyTensor);
    type IntoIter = std::vec::IntoIter<(String, AnyTensor)>;

    fn into_iter(self) -> Self::IntoIter {
        self.tensors.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tensor;

    fn abc() -> StateDict {
        ["a", "b", "c"].into_iter().map(|n| (n.to_owned(), Tensor::from([n.len() as f32]))).collect()
    }

    #[test]
    fn keeps_the_order_of_insertion() {
        let mut state = abc();
        assert!(state.insert("b", Tensor::from([7.0f32])).is_some());
        assert!(state.insert("0", Tensor::from([8.0f32])).is_none());
        assert_eq!(state.names().collect::<Vec<_>>(), ["a", "b", "c", "0"]);
        assert_eq!(state.get("b").unwrap().as_slice::<f32>().unwrap(), [7.0]);
    }

    #[test]
    fn removing_keeps_the_others_findable() {
        let mut state = abc();
        state.register_alias("x".into(), "a".into());
        assert!(state.get("x").is_some());
        assert!(state.remove("a").is_some());
        assert!(state.remove("a").is_none());
        assert!(state.get("x").is_none());
        assert!(state.get("b").is_some() && state.get("c").is_some());
        assert_eq!(state.len(), 2);
    }
}
