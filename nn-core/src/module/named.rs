//! A list with names: all of them in one piece of memory.

use std::fmt;
use std::ops::{Index, Range};

use super::{Parameter, Path};
use crate::tensor::AnyTensor;

/// What a model registers, each under its path, in the order of declaration. The names stand in one text, so that
/// naming a thousand parameters is not a thousand allocations.
///
/// ```
/// use nn_core::prelude::*;
///
/// let model = (Linear::new(4, 3, &mut rng(0)), Relu, Linear::new(3, 2, &mut rng(0)));
/// let parameters = model.named_parameters();
/// assert_eq!(parameters["2.weight"].shape(), [2, 3]);
/// for (name, parameter) in &parameters {
///     println!("{name}: {:?}", parameter.shape());
/// }
/// assert_eq!(parameters.names().collect::<Vec<_>>(), ["0.weight", "0.bias", "2.weight", "2.bias"]);
/// ```
#[derive(Clone)]
pub struct Named<T> {
    names: String,
    /// Where each name ends.
    ends: Vec<usize>,
    values: Vec<T>,
}

/// The parameters of a model with their paths.
pub type NamedParameters = Named<Parameter>;

/// The buffers of a model with their paths.
pub type NamedBuffers = Named<AnyTensor>;

impl<T> Named<T> {
    pub(super) const fn new() -> Self {
        Named { names: String::new(), ends: Vec::new(), values: Vec::new() }
    }

    /// Appends the name that `at` stands for, and the value that `push` appends.
    #[inline]
    pub(super) fn push_with(&mut self, at: &Path<'_>, push: impl FnOnce(&mut Vec<T>)) {
        at.push_to(&mut self.names);
        self.ends.push(self.names.len());
        push(&mut self.values);
        debug_assert_eq!(self.ends.len(), self.values.len(), "one value a name");
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The names, in order.
    pub fn names(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.iter().map(|(name, _)| name)
    }

    /// What the names stand for, in order.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// What the names stand for, in order, for changes.
    pub(super) fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }

    /// The names and what they stand for, in order.
    pub fn iter(&self) -> NamedIter<'_, T> {
        NamedIter { named: self, left: 0..self.len() }
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.iter().find(|&(found, _)| found == name).map(|(_, value)| value)
    }

    fn entry(&self, i: usize) -> (&str, &T) {
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        (&self.names[start..self.ends[i]], &self.values[i])
    }
}

/// What a name stands for.
impl<T> Index<&str> for Named<T> {
    type Output = T;

    /// # Panics
    ///
    /// If there is no such name; the message tells those that there are.
    #[track_caller]
    fn index(&self, name: &str) -> &T {
        match self.get(name) {
            Some(value) => value,
            None => panic!("the model registers no `{name}`; it has {}", self.first_names()),
        }
    }
}

impl<T> Named<T> {
    fn first_names(&self) -> String {
        const SHOWN: usize = 12;
        let mut names: Vec<_> = self.names().take(SHOWN).map(|name| format!("`{name}`")).collect();
        match self.len() {
            0 => names.push("none".to_owned()),
            len if len > SHOWN => names.push(format!("{} more", len - SHOWN)),
            _ => {}
        }
        names.join(", ")
    }
}

impl<T: fmt::Debug> fmt::Debug for Named<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = (String, T);
    type IntoIter = std::iter::Zip<std::vec::IntoIter<String>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        let names: Vec<String> = self.names().map(str::to_owned).collect();
        names.into_iter().zip(self.values)
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = (&'a str, &'a T);
    type IntoIter = NamedIter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Goes over the names of a [`Named`] and what they stand for.
#[derive(Clone)]
pub struct NamedIter<'a, T> {
    named: &'a Named<T>,
    left: Range<usize>,
}

impl<'a, T> Iterator for NamedIter<'a, T> {
    type Item = (&'a str, &'a T);

    fn next(&mut self) -> Option<Self::Item> {
        self.left.next().map(|i| self.named.entry(i))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl<T> DoubleEndedIterator for NamedIter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.left.next_back().map(|i| self.named.entry(i))
    }
}

impl<T> ExactSizeIterator for NamedIter<'_, T> {}

#[cfg(test)]
mod tests {
    use super::super::Parameter;
    use crate::prelude::*;

    fn model() -> (Linear, Relu, BatchNorm1d) {
        (Linear::new(2, 3, &mut rng(0)), Relu, BatchNorm1d::new(3))
    }

    #[test]
    fn every_way_through_a_list_agrees() {
        let list = model().named_parameters();
        let names = ["0.weight", "0.bias", "2.weight", "2.bias"];
        assert_eq!(list.names().collect::<Vec<_>>(), names);
        assert_eq!(list.iter().map(|(name, _)| name).collect::<Vec<_>>(), names);
        assert!(list.names().rev().eq(names.into_iter().rev()));
        assert_eq!((&list).into_iter().len(), 4);
        for (name, parameter) in &list {
            assert_eq!(list[name].id(), parameter.id());
            assert_eq!(list.get(name).map(Parameter::id), Some(parameter.id()));
        }
        let ids: Vec<_> = list.values().iter().map(Parameter::id).collect();
        let owned: Vec<(String, Parameter)> = list.into_iter().collect();
        assert_eq!(owned.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names);
        assert_eq!(owned.iter().map(|(_, parameter)| parameter.id()).collect::<Vec<_>>(), ids);
    }

    #[test]
    fn buffers_have_names_as_well() {
        let buffers = model().buffers();
        assert_eq!(buffers["2.running_mean"].shape(), [3]);
        assert!(model().0.buffers().is_empty() && ().named_parameters().get("").is_none());
    }

    #[test]
    #[should_panic(expected = "registers no `0.wieght`; it has `0.weight`, `0.bias`, `2.weight`, `2.bias`")]
    fn an_unknown_name_is_told_with_those_there_are() {
        let _ = &model().named_parameters()["0.wieght"];
    }
}
