//! Copies that change the order or the extent of axes.

use crate::storage::{Element, scratch};

/// The strides of a row-major array.
pub(crate) fn strides<const N: usize>(shape: [usize; N]) -> [usize; N] {
    let mut strides = [1; N];
    for axis in (1..N).rev() {
        strides[axis - 1] = strides[axis] * shape[axis];
    }
    strides
}

/// A row-major copy of the array of the given shape whose element at an index is found by `strides`.
pub(crate) fn gather_strided<A: Element, const N: usize>(
    x: &[A],
    shape: [usize; N],
    strides: [usize; N],
) -> Vec<A> {
    let mut y = scratch(shape.iter().product());
    if !y.is_empty() {
        copy(x, &mut y, &shape, &strides);
    }
    y
}

fn copy<A: Element>(x: &[A], y: &mut [A], shape: &[usize], strides: &[usize]) {
    match (shape, strides) {
        ([], _) => y[0] = x[0],
        ([n], [1]) => y.copy_from_slice(&x[..*n]),
        ([_], [0]) => y.fill(x[0]),
        ([_], [step]) => {
            for (i, y) in y.iter_mut().enumerate() {
                *y = x[i * step];
            }
        }
        ([rows, cols], [1, step]) if *rows > 8 => transpose(x, y, *rows, *cols, *step),
        ([_, rest @ ..], [step, inner @ ..]) => {
            let size = rest.iter().product();
            for (i, y) in y.chunks_exact_mut(size).enumerate() {
                copy(&x[i * step..], y, rest, inner);
            }
        }
        _ => unreachable!("a shape has as many strides as axes"),
    }
}

/// Tile by tile, so that both sides stay in the cache.
fn transpose<A: Element>(x: &[A], y: &mut [A], rows: usize, cols: usize, step: usize) {
    const TILE: usize = 16;
    for row in (0..rows).step_by(TILE) {
        let height = TILE.min(rows - row);
        for col in (0..cols).step_by(TILE) {
            for j in col..(col + TILE).min(cols) {
                let source = &x[j * step + row..j * step + row + height];
                for (i, &x) in source.iter().enumerate() {
                    y[(row + i) * cols + j] = x;
                }
            }
        }
    }
}
