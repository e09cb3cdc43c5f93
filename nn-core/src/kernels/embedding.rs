//! Rows of a table by index, and the backward pass.

use super::parallel::chunks;
use crate::storage::{Float, scratch};

/// Below this many elements one thread is faster than two.
const PARALLEL: usize = 64 * 1024;
/// The parts of the table's gradient, each filled by one thread.
const PARTS: usize = 16;

/// The rows of `table` (of `width` elements) at `indices`, which must exist.
pub(crate) fn rows<A: Float>(table: &[A], width: usize, indices: &[usize]) -> Vec<A> {
    let mut y = scratch(indices.len() * width);
    super::parallel::rows(&mut y, width, &|first, y| {
        for (y, &i) in y.chunks_exact_mut(width).zip(&indices[first..]) {
            y.copy_from_slice(&table[i * width..][..width]);
        }
    });
    y
}

/// The gradient of a table of `height` rows: each row of `dy` added to the row that it came from, except `padding`.
/// Each row's sum is in the order of `indices`, whatever the threads.
pub(crate) fn rows_backward<A: Float>(
    dy: &[A],
    (height, width): (usize, usize),
    indices: &[usize],
    padding: Option<usize>,
) -> Vec<A> {
    let mut table = scratch(height * width);
    let part = |first: usize, table: &mut [A]| {
        table.fill(A::zero());
        let end = first + table.len() / width;
        for (dy, &i) in dy.chunks_exact(width).zip(indices) {
            if (first..end).contains(&i) && Some(i) != padding {
                super::elementwise::accumulate(&mut table[(i - first) * width..][..width], dy);
            }
        }
    };
    if table.is_empty() {
        return table;
    }
    if height * width < PARALLEL {
        part(0, &mut table);
    } else {
        let rows = height.div_ceil(PARTS);
        chunks(&mut table, rows * width, &|at, table| part(at / width, table));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn many_rows_on_all_threads() {
        for (width, count) in [(0, 10), (3, 0), (3, 7), (3, 40_000), (70_000, 3)] {
            let table: Vec<f64> = (0..5 * width).map(|i| i as f64).collect();
            let indices: Vec<usize> = (0..count).map(|i| i * i % 5).collect();
            let y = rows(&table, width, &indices);
            assert_eq!(y.len(), width * count);
            assert!(y.iter().enumerate().all(|(i, &y)| y == table[indices[i / width] * width + i % width]));
        }
    }
}
