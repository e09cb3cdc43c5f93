//! The gradients of a model one after the other, and their sum over all ranks.

use std::ops::Range;

use super::batch::part;
use super::bytes::Wire;
use super::layout::{Layout, ParamPlace};
use super::tree;
use super::world::World;
use crate::autodiff::{Gradients, ParamGradient, add as add_storage};
use crate::error::{Error, Result};
use crate::storage::{AnyStorage, Dtype, Float};

/// The gradients of all trained parameters, in the order of a [`Layout`]. One that is missing is zeros, on one rank as on
/// many: no element is ever -0, so that zeros added to it change no bit.
pub(super) struct Flat(Vec<Option<AnyStorage>>);

impl Flat {
    /// Multiples of gradients, and which parameters have one.
    pub(super) fn of(layout: &Layout, gradients: Gradients, factor: f64, used: &mut [bool]) -> Result<Flat> {
        let mut flat = Flat(vec![None; layout.params.len()]);
        for gradient in gradients.params {
            let Some(&i) = layout.place_of.get(&gradient.param) else { return Err(foreign(&gradient)) };
            let place = &layout.params[i];
            if place.shape() != gradient.shape() {
                return Err(reshaped(&gradient, place.shape()));
            }
            used[i] = true;
            flat.0[i] = Some(match place.dtype {
                Dtype::F32 => multiple::<f32>(gradient.value, factor),
                _ => multiple::<f64>(gradient.value, factor),
            });
        }
        Ok(flat)
    }

    pub(super) fn add(mut self, other: Flat) -> Flat {
        for (sum, other) in self.0.iter_mut().zip(other.0) {
            match (sum.as_mut(), other) {
                (Some(sum), Some(other)) => add_storage(sum, &other),
                (None, other) => *sum = other,
                (Some(_), None) => {}
            }
        }
        self
    }

    /// The gradients of those parameters that took part on some rank, as a backward pass gives them.
    pub(super) fn into_params(mut self, layout: &Layout, used: &[bool]) -> Vec<ParamGradient> {
        let gradient = |i: usize| {
            let place = &layout.params[i];
            let value = self.0[i].take().unwrap_or_else(|| zeros(place));
            let (param, shape, made_at) = (place.id, place.shape.clone(), place.made_at);
            ParamGradient::new(param, shape, made_at, value)
        };
        // In the reverse order of declaration, in which a step looks for them.
        (0..layout.params.len()).rev().filter(|i| used[*i]).map(gradient).collect()
    }

    /// The elements of a bucket, one after the other.
    fn read<A: Float>(&self, bucket: &[Piece]) -> Vec<A> {
        let mut elements = Vec::with_capacity(bucket.iter().map(|piece| piece.range.len()).sum());
        for Piece { param, range } in bucket {
            match &self.0[*param] {
                Some(value) => elements.extend_from_slice(&value.of::<A>().as_slice()[range.clone()]),
                None => elements.resize(elements.len() + range.len(), A::default()),
            }
        }
        elements
    }

    /// Puts elements in the places of a bucket.
    fn write<A: Float>(&mut self, layout: &Layout, bucket: &[Piece], mut elements: &[A]) {
        for Piece { param, range } in bucket {
            let value = self.0[*param].get_or_insert_with(|| zeros(&layout.params[*param]));
            let (part, rest) = elements.split_at(range.len());
            value.as_mut_slice::<A>().expect("it has the type of its parameter")[range.clone()]
                .copy_from_slice(part);
            elements = rest;
        }
    }
}

/// A part of a parameter.
struct Piece {
    param: usize,
    range: Range<usize>,
}

/// How many elements are summed up at a time: they stay in the cache, and what they need of memory is used again. The
/// small models of tests have many buckets too.
const BUCKET: usize = if cfg!(test) { 7 } else { 1 << 17 };

/// The elements of the parameters of a type that took part on some rank, in buckets.
fn buckets(layout: &Layout, used: &[bool], dtype: Dtype) -> Vec<Vec<Piece>> {
    let (mut buckets, mut room) = (Vec::new(), 0);
    for (param, place) in layout.params.iter().enumerate() {
        if !used[param] || place.dtype != dtype {
            continue;
        }
        let mut start = 0;
        while start < place.len {
            if room == 0 {
                buckets.push(Vec::new());
                room = BUCKET;
            }
            let end = place.len.min(start + room);
            room -= end - start;
            buckets.last_mut().expect("one was pushed").push(Piece { param, range: start..end });
            start = end;
        }
    }
    buckets
}

fn zeros(place: &ParamPlace) -> AnyStorage {
    match place.dtype {
        Dtype::F32 => vec![0.0f32; place.len].into(),
        _ => vec![0.0f64; place.len].into(),
    }
}

fn multiple<A: Float>(gradient: AnyStorage, factor: f64) -> AnyStorage {
    let (mut gradient, factor) = (gradient.written_out(), A::of(factor));
    let elements = gradient.as_mut_slice::<A>().expect("it has the type of its parameter");
    elements.iter_mut().for_each(|element| *element = *element * factor + A::zero());
    gradient
}

impl World {
    /// The sum of the partial sums of all ranks, on all ranks, of the parameters that took part on some rank.
    pub(super) fn sum(
        &self,
        layout: &Layout,
        used: &[bool],
        mut partial: Vec<(Range<usize>, Flat)>,
    ) -> Result<Flat> {
        if self.size() == 1 {
            return Ok(tree::total(&(0..self.shards()), &mut partial.into_iter(), &Flat::add));
        }
        for bucket in buckets(layout, used, Dtype::F32) {
            self.sum_bucket::<f32>(layout, &bucket, &mut partial)?;
        }
        for bucket in buckets(layout, used, Dtype::F64) {
            self.sum_bucket::<f64>(layout, &bucket, &mut partial)?;
        }
        Ok(partial.swap_remove(0).1)
    }

    /// Puts the sums of a bucket in the places of the first partial sum.
    fn sum_bucket<A: Float + Wire>(
        &self,
        layout: &Layout,
        bucket: &[Piece],
        partial: &mut [(Range<usize>, Flat)],
    ) -> Result<()> {
        let elements = partial.iter().map(|(_, flat)| flat.read(bucket)).collect();
        let sum: Vec<A> = self.sum_elements(elements)?;
        partial[0].1.write(layout, bucket, &sum);
        Ok(())
    }

    /// Each rank sums up a part of the elements, in the order of the tree, and hands the sum to all.
    fn sum_elements<A: Float + Wire>(&self, partial: Vec<Vec<A>>) -> Result<Vec<A>> {
        let (size, len) = (self.size(), partial.first().map_or(0, Vec::len));
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
        let mut sums = Vec::with_capacity(len);
        all.iter().for_each(|bytes| sums.extend(A::read(bytes)));
        Ok(sums)
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
