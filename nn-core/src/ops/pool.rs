//! Pooling over the last one, two or three axes.

use crate::device::{self, Extra, Kernel, Plane};
use crate::kernels::max_pool::{Found, max, max_and_where, max_and_where_each, max_backward};
use crate::kernels::mean_pool::{mean, mean_backward};
use crate::operation::{Chosen, Operation};
use crate::storage::{Element, Float, SharedStorage};
use crate::tensor::{Op, Tensor};

/// The largest element of each window.
#[track_caller]
pub(crate) fn max_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> Tensor<N, A> {
    max_pool_found(x, shape, plane, false, |_| ())
}

/// The largest element of each window, and its index in the flattened axes that are pooled.
#[track_caller]
pub(crate) fn max_pool_with_indices<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> (Tensor<N, A>, Tensor<N, usize>) {
    let mut indices = None;
    let y = max_pool_found(x, shape, plane, true, |found| {
        indices = Some(Tensor::from_storage(shape, found.indices()));
    });
    // No closure, which would be the caller of `beside`.
    let indices = match indices {
        None => Tensor::second_of(&y),
        Some(indices) => indices.beside(&y),
    };
    (y, indices)
}

/// The largest element of each window, and its index, where each plane has windows of its own, which may be computed from
/// random samples.
#[track_caller]
pub(crate) fn fractional_max_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    samples: Option<&Tensor<3, A>>,
    planes: impl FnOnce(Option<&[A]>) -> Vec<Plane>,
) -> (Tensor<N, A>, Tensor<N, usize>) {
    let mut indices = Tensor::meta(shape);
    let mut op = Op::named("fractional_max_pool");
    let input = op.input(&x);
    op.optional_input(samples);
    let samples = constant(samples);
    let y = op.run(
        shape,
        |keep| {
            let planes = planes(samples.as_ref().map(Tensor::as_slice));
            let (y, found) = max_and_where_each(x.as_slice(), &planes);
            indices = Tensor::new(shape, found.iter().map(|&at| at as usize).collect());
            (Tensor::new(shape, y), keep.value(|| (found, planes)))
        },
        move |(found, planes), dy, grads| {
            let backward = |dy: &SharedStorage<A>| max_backward(dy.as_slice(), &found, &planes[0]);
            grads.add(input, spread(&dy, input.shape(), |dy| SharedStorage::new(backward(dy))));
        },
    );
    let indices = indices.beside(&y);
    (y, indices)
}

/// Samples get no gradient. No closure, which would hide the caller.
#[track_caller]
fn constant<A: Float>(samples: Option<&Tensor<3, A>>) -> Option<Tensor<3, A>> {
    Some(samples?.clone().constant("fractional_max_pool"))
}

/// Where the largest elements were found.
type Places = Extra<Vec<Found>, SharedStorage<usize>>;

impl Places {
    fn indices(&self) -> SharedStorage<usize> {
        match self {
            Extra::Host(found) => SharedStorage::new(found.iter().map(|&at| at as usize).collect()),
            Extra::Device(found) => found.clone(),
        }
    }
}

#[track_caller]
fn max_pool_found<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
    indices: bool,
    see: impl FnOnce(&Places),
) -> Tensor<N, A> {
    let mut op = Op::named("max_pool");
    let input = op.input(&x);
    op.means(|| Operation::Pool { chosen: Chosen::Max, windows: plane.axes() });
    op.run(
        shape,
        |keep| {
            let (y, found) = largest(x.storage(), &plane, indices || keep.wanted());
            see(&found);
            (Tensor::from_storage(shape, y), keep.value(|| (found, plane)))
        },
        move |(found, plane), dy, grads| {
            grads.add(input, spread(&dy, input.shape(), |dy| largest_backward(dy, &found, &plane)));
        },
    )
}

/// The largest elements, and where they are if that is wanted.
fn largest<A: Float>(x: &SharedStorage<A>, plane: &Plane, wanted: bool) -> (SharedStorage<A>, Places) {
    if let Some(mut outputs) = device::run(&[x], || Some(Kernel::MaxPool(plane.clone()))) {
        return (outputs.next(), Extra::Device(outputs.next()));
    }
    let (y, found) = match wanted {
        true => max_and_where(x.as_slice(), plane),
        false => (max(x.as_slice(), plane), Vec::new()),
    };
    (SharedStorage::new(y), Extra::Host(found))
}

fn largest_backward<A: Float>(dy: &SharedStorage<A>, found: &Places, plane: &Plane) -> SharedStorage<A> {
    match found {
        Extra::Host(found) => SharedStorage::new(max_backward(dy.as_slice(), found, plane)),
        Extra::Device(found) => {
            let kernel = || Some(Kernel::MaxPoolBackward(plane.clone()));
            device::compute(&[dy, found], kernel, || {
                let found: Vec<_> = found.as_slice().iter().map(|&at| at as Found).collect();
                max_backward(dy.as_slice(), &found, plane)
            })
        }
    }
}

/// The mean of each window.
#[track_caller]
pub(crate) fn avg_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> Tensor<N, A> {
    let mut op = Op::named("avg_pool");
    let input = op.input(&x);
    op.means(|| Operation::Pool { chosen: Chosen::Mean, windows: plane.axes() });
    op.run(
        shape,
        |keep| {
            let y = device::compute(
                &[x.storage()],
                || Some(Kernel::MeanPool(plane.clone())),
                || mean(x.as_slice(), &plane),
            );
            (Tensor::from_storage(shape, y), keep.value(|| plane))
        },
        move |plane, dy, grads| {
            grads.add(input, spread(&dy, input.shape(), |dy| means_backward(dy, &plane)));
        },
    )
}

fn means_backward<A: Float>(dy: &SharedStorage<A>, plane: &Plane) -> SharedStorage<A> {
    device::compute(
        &[dy],
        || Some(Kernel::MeanPoolBackward(plane.clone())),
        || mean_backward(dy.as_slice(), plane),
    )
}

/// The gradient of the input, which has elements even where there are no windows.
fn spread<const N: usize, A: Element>(
    dy: &Tensor<N, A>,
    shape: [usize; N],
    backward: impl FnOnce(&SharedStorage<A>) -> SharedStorage<A>,
) -> Tensor<N, A> {
    match dy.is_empty() {
        true => Tensor::zeros(shape),
        false => Tensor::from_storage(shape, backward(dy.storage())),
    }
}
