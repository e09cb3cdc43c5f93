//! What a constant is filled with whose shape goes with an open size.

use super::proto::{Elements, bytes_of};
use super::size::Size;
use crate::autodiff::graph::Constant;
use crate::storage::{AnyStorage, Element, Number, SharedStorage, dispatch};

/// The elements of a constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filled {
    /// These, in a tensor of these sizes, repeated along its axes of size 1 where the constant's are larger.
    Whole { sizes: Vec<usize>, elements: Elements },
    /// `start + step · i` along the last axis.
    Counted { start: i64, step: i64 },
    /// The element of these bytes on one side of a diagonal and on it, and zeros on the other.
    Triangle { element: Vec<u8>, upper: bool, diagonal: i64 },
}

/// The diagonals of triangles that are looked for.
const DIAGONALS: [i64; 5] = [0, 1, -1, 2, -2];

impl Filled {
    /// The same along each axis whose size goes with an open one.
    pub(super) fn repeated(constant: &Constant, shape: &[Size]) -> Option<Self> {
        let bytes = bytes_of(&constant.elements);
        let width = constant.elements.dtype().size();
        let mut sizes = constant.shape.clone();
        let open = sizes.iter_mut().zip(shape).filter(|(_, size)| size.get().is_none());
        open.for_each(|(size, _)| *size = 1);
        let mut part: Vec<Option<&[u8]>> = vec![None; sizes.iter().product()];
        for (i, element) in bytes.chunks_exact(width).enumerate() {
            let known = part[place(i, &constant.shape, &sizes)].get_or_insert(element);
            if *known != element {
                return None;
            }
        }
        let part: Vec<&[u8]> = part.into_iter().collect::<Option<_>>()?;
        Some(Filled::Whole { sizes, elements: Elements::Bytes(part.concat()) })
    }

    /// Whole numbers along the last axis that rise by the same step.
    pub(super) fn counted(constant: &Constant) -> Option<Self> {
        let [columns] = behind_ones(&constant.shape)[..] else { return None };
        let numbers: Vec<i64> = numbers(&constant.elements)?;
        let (start, step) = (numbers[0], numbers.get(1)? - numbers[0]);
        let is_next = |pair: &[i64]| pair[0] + step == pair[1];
        (columns == numbers.len() && numbers.windows(2).all(is_next))
            .then_some(Filled::Counted { start, step })
    }

    /// A matrix with one element on one side of a diagonal, as masks have it for what is later.
    pub(super) fn triangle(constant: &Constant) -> Option<Self> {
        let [_, columns] = behind_ones(&constant.shape)[..] else { return None };
        let (bytes, width) = (bytes_of(&constant.elements), constant.elements.dtype().size());
        let elements: Vec<&[u8]> = bytes.chunks_exact(width).collect();
        let zero = vec![0; width];
        let element = elements.iter().find(|element| **element != zero)?.to_vec();
        let is_triangle = |upper: bool, diagonal: i64| {
            elements.iter().enumerate().all(|(i, found)| {
                let above = (i % columns) as i64 - (i / columns) as i64;
                let is_inside = if upper { above >= diagonal } else { above <= diagonal };
                *found == if is_inside { element.as_slice() } else { zero.as_slice() }
            })
        };
        let triangles =
            [true, false].into_iter().flat_map(|upper| DIAGONALS.map(|diagonal| (upper, diagonal)));
        let (upper, diagonal) =
            triangles.into_iter().find(|&(upper, diagonal)| is_triangle(upper, diagonal))?;
        Some(Filled::Triangle { element, upper, diagonal })
    }
}

/// The sizes behind those that are 1.
fn behind_ones(shape: &[usize]) -> &[usize] {
    let ones = shape.iter().take_while(|size| **size == 1).count();
    &shape[ones..]
}

/// The elements, if all are whole numbers.
fn numbers(elements: &AnyStorage) -> Option<Vec<i64>> {
    fn of<A: Element>(elements: &SharedStorage<A>) -> Option<Vec<i64>> {
        let whole = |element: &A| match element.number() {
            Number::Whole(number) => Some(number as i64),
            Number::Float(number) => Some(number as i64).filter(|&whole| whole as f64 == number),
        };
        elements.as_slice().iter().map(whole).collect()
    }
    dispatch!(elements, elements => of(elements)).filter(|numbers| !numbers.is_empty())
}

/// Where the element `i` of a shape stands in a smaller one, of which some axes have size 1.
fn place(mut i: usize, shape: &[usize], smaller: &[usize]) -> usize {
    let (mut place, mut step) = (0, 1);
    for (&size, &small) in shape.iter().zip(smaller).rev() {
        place += if small == 1 { 0 } else { i % size * step };
        step *= small;
        i /= size;
    }
    place
}
