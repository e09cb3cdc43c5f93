//! Gradients as values: sums and multiples.

use std::iter::Sum;
use std::ops::{Add, AddAssign, MulAssign};

use super::clip::scale;
use super::search::GradientSearch;
use crate::autodiff::{Gradients, NodeId, ParamGradient, Tape, add};
use crate::storage::AnyStorage;

impl Gradients {
    /// Multiplies the gradients of all parameters and inputs, which gives those of `factor · loss`. Updates of buffers
    /// stay as they are. `gradients *= factor` does the same.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let w = Param::new(Tensor::from([1.0, 1.0]));
    /// let mut gradients = (Tape::new(0).input([3.0, 4.0]) * &w).sum().backward();
    /// gradients.scale(0.5);
    /// assert_eq!(gradients.get(&w).unwrap().as_slice(), [1.5, 2.0]);
    /// ```
    pub fn scale(&mut self, factor: f64) {
        let params = self.params.iter_mut().map(|gradient| &mut gradient.value);
        for value in params.chain(self.inputs.iter_mut().map(|(_, _, value)| value)) {
            scale(value, factor);
        }
    }
}

impl MulAssign<f64> for Gradients {
    fn mul_assign(&mut self, factor: f64) {
        self.scale(factor);
    }
}

/// The gradients of the sum of two losses: those of a parameter that both have are added. Updates of buffers follow upon
/// those that are there, so that a step applies both, in order.
impl AddAssign for Gradients {
    /// # Panics
    ///
    /// If the gradients of a parameter have two shapes, as it was given another value between the forwards.
    #[track_caller]
    fn add_assign(&mut self, other: Gradients) {
        self.of_all_ranks = match (self.is_nothing(), other.is_nothing()) {
            (true, _) => other.of_all_ranks,
            (false, true) => self.of_all_ranks,
            (false, false) => self.of_all_ranks && other.of_all_ranks,
        };
        let mut search = GradientSearch::new(&self.params);
        let mut new = Vec::new();
        for gradient in other.params.into_iter().rev() {
            match search.find(&self.params, gradient.param) {
                Some(i) => self.params[i].add(&gradient),
                None => new.push(gradient),
            }
        }
        self.params.extend(new.into_iter().rev());
        other.inputs.into_iter().for_each(|input| self.add_input(input));
        self.updates.extend(other.updates);
    }
}

impl Add for Gradients {
    type Output = Gradients;

    #[track_caller]
    fn add(mut self, other: Gradients) -> Gradients {
        self += other;
        self
    }
}

impl Sum for Gradients {
    fn sum<I: Iterator<Item = Gradients>>(gradients: I) -> Gradients {
        gradients.fold(Gradients::new(), Gradients::add)
    }
}

impl Gradients {
    fn add_input(&mut self, (tape, node, value): (Tape, NodeId, AnyStorage)) {
        match self.inputs.iter_mut().find(|(t, n, _)| *n == node && t.is(&tape)) {
            Some((_, _, sum)) => add(sum, &value),
            None => self.inputs.push((tape, node, value)),
        }
    }
}

impl ParamGradient {
    #[track_caller]
    fn add(&mut self, other: &ParamGradient) {
        assert!(
            self.shape == other.shape,
            "gradients of shapes {:?} and {:?} cannot be added: the parameter made at {} was given another value between \
             the forwards",
            self.shape(),
            other.shape(),
            self.made_at
        );
        add(&mut self.value, &other.value);
    }
}
