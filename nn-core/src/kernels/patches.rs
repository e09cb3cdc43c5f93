//! Patches of images as columns, and back.

use super::parallel::blocks;
use crate::shape::Window;
use crate::storage::Float;

/// How patches lie on a plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// Rows and columns of the plane.
    pub(crate) size: [usize; 2],
    /// How many patches there are down and along.
    pub(crate) count: [usize; 2],
    pub(crate) windows: [Window; 2],
}

impl Grid {
    fn plane(&self) -> usize {
        self.size[0] * self.size[1]
    }

    /// The elements of all patches.
    fn columns(&self) -> usize {
        self.windows.iter().map(|window| window.kernel).product::<usize>() * self.count[0] * self.count[1]
    }

    /// Calls `f` with the place of each element of each patch in the columns, and that in the plane.
    fn each(&self, mut f: impl FnMut(usize, usize)) {
        let ([rows, columns], mut at) = (self.windows, 0);
        let [down, along] = self.count;
        for (ky, kx) in (0..rows.kernel).flat_map(|ky| (0..columns.kernel).map(move |kx| (ky, kx))) {
            for y in 0..down {
                if let Some(row) = rows.source(y, ky, self.size[0]) {
                    for x in columns.inside(kx, self.size[1], along) {
                        let column = x * columns.stride + kx * columns.dilation - columns.padding[0];
                        f(at + x, row * self.size[1] + column);
                    }
                }
                at += along;
            }
        }
    }
}

/// The patches of each plane of `x`: for each element of a patch, the row of those of all patches; 0 in the padding.
pub(crate) fn unfold<A: Float>(x: &[A], grid: &Grid) -> Vec<A> {
    let plane = grid.plane();
    blocks(x.len() / plane.max(1), grid.columns(), &|i, y: &mut [A]| {
        let x = &x[i * plane..][..plane];
        grid.each(|to, from| y[to] = x[from]);
    })
}

/// The planes of which the patches are, with the sum of the elements that meet in one place.
pub(crate) fn fold<A: Float>(y: &[A], grid: &Grid) -> Vec<A> {
    let columns = grid.columns();
    blocks(y.len() / columns.max(1), grid.plane(), &|i, x: &mut [A]| {
        let y = &y[i * columns..][..columns];
        grid.each(|from, to| x[to] += y[from]);
    })
}
