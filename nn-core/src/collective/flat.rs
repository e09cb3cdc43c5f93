//! The gradients of a model one after the other, and their sum over all ranks.

use std::ops::Range;

use super::batch::part;
use super::bytes::Wire;
use super::layout::Layout;
use super::tree;
use super::world::World;
use crate::autodiff::{Gradients, ParamGradient};
use crate::error::{Error, Result};
use crate::storage::{AnyStorage, Dtype, Float};

/// The gradients of all trained parameters, in the order of a [`Layout`]. A parameter without one has zeros,
/// on one rank as on many.
pub(super) struct Flat {
    singles: Vec<f32>,
    doubles: Vec<f64>,
}

impl Flat {
    /// Multiples of gradients, and which parameters have one.
    pub(super) fn of(layout: &Layout, gradients: &Gradients, factor: f64, used: &mut [bool]) -> Result<Flat> {
        let mut flat = Flat { singles: vec![0.0; layout.singles], doubles: vec![0.0; layout.doubles] };
        for gradient in &gradients.params {
            let Some(&i) = layout.place_of.get(&gradient.param) else { return Err(foreign(gradient)) };
            let place = &layout.params[i];
            if place.shape() != gradient.shape() {
                return Err(reshaped(gradient, place.shape()));
            }
            used[i] = true;
            let range = place.start..place.start + place.len;
            match place.dtype {
                Dtype::F32 => add_multiple(&mut flat.singles[range], &gradient.value, factor),
                _ => add_multiple(&mut flat.doubles[range], &gradient.value, factor),
            }
        }
        Ok(flat)
    }

    pub(super) fn add(mut self, other: Flat) -> Flat {
        add(&mut self.singles, &other.singles);
        add(&mut self.doubles, &other.doubles);
        self
    }

    /// The gradients of those parameters that took part on some rank, as a backward pass gives them.
    pub(super) fn into_params(self, layout: &Layout, used: &[bool]) -> Vec<ParamGradient> {
        let gradient = |i: usize| {
            let place = &layout.params[i];
            let range = place.start..place.start + place.len;
            let value = match place.dtype {
                Dtype::F32 => AnyStorage::from(self.singles[range].to_vec()),
                _ => AnyStorage::from(self.doubles[range].to_vec()),
            };
            let (param, shape, made_at) = (place.id, place.shape.clone(), place.made_at);
            ParamGradient { param, shape, made_at, value, registered: false }
        };
        // In the reverse order of declaration, in which a step looks for them.
        (0..layout.params.len()).rev().filter(|i| used[*i]).map(gradient).collect()
    }
}

impl World {
    /// The sum of the partial sums of all ranks, on all ranks.
    pub(super) fn sum(&self, mut partial: Vec<(Range<usize>, Flat)>) -> Result<Flat> {
        if self.size() == 1 {
            return Ok(tree::total(&(0..self.shards()), &mut partial.into_iter(), &Flat::add));
        }
        let mut of =
            |take: fn(&mut Flat) -> Vec<f32>| partial.iter_mut().map(|(_, flat)| take(flat)).collect();
        let singles: Vec<Vec<f32>> = of(|flat| std::mem::take(&mut flat.singles));
        let doubles = partial.into_iter().map(|(_, flat)| flat.doubles).collect();
        Ok(Flat { singles: self.sum_elements(singles)?, doubles: self.sum_elements(doubles)? })
    }

    /// Each rank sums up a part of the elements, in the order of the tree, and hands the sum to all.
    fn sum_elements<A: Float + Wire>(&self, partial: Vec<Vec<A>>) -> Result<Vec<A>> {
        let (size, len) = (self.size(), partial.first().map_or(0, Vec::len));
        if len == 0 {
            return Ok(Vec::new());
        }
        let of_rank = |rank| part(len, rank, size);
        let own = of_rank(self.rank()).len();
        let parts = (0..size).map(|rank| written(&partial, of_rank(rank))).collect();
        drop(partial);
        let nodes: Vec<_> = (0..size).map(|rank| tree::nodes(self.shards(), &self.shards_of(rank))).collect();
        let lengths: Vec<usize> = nodes.iter().map(|nodes| nodes.len() * own * size_of::<A>()).collect();
        let received = self.exchange(parts, &lengths)?;
        let sums = received.iter().flat_map(|bytes| bytes.chunks(own.max(1) * size_of::<A>()));
        let mut sums = nodes.into_iter().flatten().zip(sums.map(A::read));
        let sum = if own == 0 { Vec::new() } else { tree::total(&(0..self.shards()), &mut sums, &added) };
        let mut bytes = Vec::new();
        A::write(&sum, &mut bytes);
        let lengths: Vec<usize> = (0..size).map(|rank| of_rank(rank).len() * size_of::<A>()).collect();
        let all = self.exchange(vec![bytes; size], &lengths)?;
        Ok(all.iter().flat_map(|bytes| A::read(bytes)).collect())
    }
}

/// The elements of a range, of each partial sum.
fn written<A: Wire>(partial: &[Vec<A>], range: Range<usize>) -> Vec<u8> {
    let mut bytes = Vec::new();
    partial.iter().for_each(|elements| A::write(&elements[range.clone()], &mut bytes));
    bytes
}

fn added<A: Float>(mut sum: Vec<A>, other: Vec<A>) -> Vec<A> {
    add(&mut sum, &other);
    sum
}

fn add<A: Float>(sum: &mut [A], other: &[A]) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += *other);
}

fn add_multiple<A: Float>(sum: &mut [A], gradient: &AnyStorage, factor: f64) {
    let factor = A::of(factor);
    let gradient = gradient.of::<A>().as_slice();
    sum.iter_mut().zip(gradient).for_each(|(sum, gradient)| *sum += *gradient * factor);
}

#[cold]
fn foreign(gradient: &ParamGradient) -> Error {
    Error::optimizer(format!(
        "the loss depends on a parameter of shape {:?}, made at {}, that the model does not register, or that is frozen in \
         it: hand `gradients` the model whose `forward` gives the loss; a layer that `forward` makes anew must become a \
         field of it",
        gradient.shape(),
        gradient.made_at
    ))
}

#[cold]
fn reshaped(gradient: &ParamGradient, now: &[usize]) -> Error {
    Error::optimizer(format!(
        "the gradient of the parameter made at {} has shape {:?}, but the parameter has shape {now:?}: it was given another \
         value within the forward",
        gradient.made_at,
        gradient.shape()
    ))
}
