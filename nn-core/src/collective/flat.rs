//! The gradients of a model, one after the other.

use std::ops::Range;

use super::layout::{Layout, ParamPlace};
use crate::autodiff::{Gradients, ParamGradient, add as add_storage};
use crate::error::{Error, Result};
use crate::storage::{AnyStorage, Dtype, Float};

/// The gradient of a parameter, or none where it took no part.
pub(super) type Part = Option<AnyStorage>;

/// The gradients of all trained parameters, in the order of a [`Layout`]. One that is missing is zeros, on one rank as on
/// many: no element is ever -0, so that zeros added to it change no bit.
pub(super) struct Flat(Vec<Part>);

/// Some of the elements of a parameter.
pub(super) struct Piece {
    pub(super) param: usize,
    pub(super) range: Range<usize>,
}

impl Flat {
    /// None of the gradients.
    pub(super) fn empty(layout: &Layout) -> Flat {
        Flat(vec![None; layout.params.len()])
    }

    /// Multiples of gradients, and which parameters have one.
    pub(super) fn of(layout: &Layout, gradients: Gradients, factor: f64, used: &mut [bool]) -> Result<Flat> {
        let mut flat = Flat::empty(layout);
        for gradient in gradients.params {
            let (param, multiple) = multiple_of(layout, gradient, factor)?;
            used[param] = true;
            flat.set(param, Some(multiple));
        }
        Ok(flat)
    }

    pub(super) fn set(&mut self, param: usize, part: Part) {
        self.0[param] = part;
    }

    pub(super) fn take(&mut self, param: usize) -> Part {
        self.0[param].take()
    }

    pub(super) fn add(mut self, other: Flat) -> Flat {
        self.0.iter_mut().zip(other.0).for_each(|(sum, other)| *sum = added(sum.take(), other));
        self
    }

    /// The gradients of those parameters that took part on some rank, as a backward pass gives them.
    pub(super) fn into_params(mut self, layout: &Layout, used: &[bool]) -> Vec<ParamGradient> {
        let gradient = |i: usize| {
            let place = &layout.params[i];
            let value = self.take(i).unwrap_or_else(|| zeros(place));
            let (param, shape, made_at) = (place.id, place.shape.clone(), place.made_at);
            ParamGradient::new(param, shape, made_at, value)
        };
        // In the reverse order of declaration, in which a step looks for them.
        (0..layout.params.len()).rev().filter(|i| used[*i]).map(gradient).collect()
    }

    /// The elements of a bucket, one after the other.
    pub(super) fn read<A: Float>(&self, bucket: &[Piece]) -> Vec<A> {
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
    pub(super) fn write<A: Float>(&mut self, layout: &Layout, bucket: &[Piece], mut elements: &[A]) {
        for Piece { param, range } in bucket {
            let value = self.0[*param].get_or_insert_with(|| zeros(&layout.params[*param]));
            let (part, rest) = elements.split_at(range.len());
            value.as_mut_slice::<A>().expect("it has the type of its parameter")[range.clone()]
                .copy_from_slice(part);
            elements = rest;
        }
    }
}

pub(super) fn added(sum: Part, other: Part) -> Part {
    match (sum, other) {
        (Some(mut sum), Some(other)) => {
            add_storage(&mut sum, &other);
            Some(sum)
        }
        (sum, other) => sum.or(other),
    }
}

/// The place of a gradient, and a multiple of it.
pub(super) fn multiple_of(
    layout: &Layout,
    gradient: ParamGradient,
    factor: f64,
) -> Result<(usize, AnyStorage)> {
    let Some(&i) = layout.place_of.get(&gradient.param) else { return Err(foreign(&gradient)) };
    let place = &layout.params[i];
    if place.shape() != gradient.shape() {
        return Err(reshaped(&gradient, place.shape()));
    }
    let multiple = match place.dtype {
        Dtype::F32 => multiple::<f32>(gradient.value, factor),
        _ => multiple::<f64>(gradient.value, factor),
    };
    Ok((i, multiple))
}

fn multiple<A: Float>(gradient: AnyStorage, factor: f64) -> AnyStorage {
    let (mut gradient, factor) = (gradient.written_out(), A::of(factor));
    let elements = gradient.as_mut_slice::<A>().expect("it has the type of its parameter");
    elements.iter_mut().for_each(|element| *element = *element * factor + A::zero());
    gradient
}

fn zeros(place: &ParamPlace) -> AnyStorage {
    match place.dtype {
        Dtype::F32 => vec![0.0f32; place.len].into(),
        _ => vec![0.0f64; place.len].into(),
    }
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
