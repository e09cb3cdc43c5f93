//! Patches of images as columns, and back.

use crate::kernels::patches::{Grid, fold, unfold};
use crate::operation::Operation;
use crate::shape::Window;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, fits, volume};

/// How patches lie on an image: what [`unfold`](Tensor::unfold) and [`fold`](Tensor::fold) take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patches {
    /// Rows and columns of a patch.
    pub kernel_size: [usize; 2],
    /// How far the elements of a patch are apart.
    pub dilation: [usize; 2],
    /// The zeros on each side of the image.
    pub padding: [usize; 2],
    /// How far it is from one patch to the next.
    pub stride: [usize; 2],
}

impl Patches {
    /// Patches of this size at every place of the image.
    pub const fn new(kernel_size: [usize; 2]) -> Self {
        Patches { kernel_size, dilation: [1; 2], padding: [0; 2], stride: [1; 2] }
    }

    /// Sets how far the elements of a patch are apart.
    pub const fn dilation(mut self, dilation: [usize; 2]) -> Self {
        self.dilation = dilation;
        self
    }

    /// Sets the zeros on each side of the image.
    pub const fn padding(mut self, padding: [usize; 2]) -> Self {
        self.padding = padding;
        self
    }

    /// Sets how far it is from one patch to the next.
    pub const fn stride(mut self, stride: [usize; 2]) -> Self {
        self.stride = stride;
        self
    }

    pub(crate) const fn window(&self, axis: usize) -> Window {
        Window {
            kernel: self.kernel_size[axis],
            stride: self.stride[axis],
            padding: [self.padding[axis]; 2],
            dilation: self.dilation[axis],
            ceil_mode: false,
        }
    }

    /// How many patches there are down and along an image; None if not one fits.
    pub(crate) const fn count(&self, size: [usize; 2]) -> Option<[usize; 2]> {
        match (self.window(0).output(size[0]), self.window(1).output(size[1])) {
            (Some(down), Some(along)) => Some([down, along]),
            _ => None,
        }
    }

    /// How many elements a patch has.
    pub(crate) const fn len(&self) -> usize {
        self.kernel_size[0].saturating_mul(self.kernel_size[1])
    }

    fn grid(&self, size: [usize; 2], count: [usize; 2]) -> Grid {
        Grid { size, count, windows: [self.window(0), self.window(1)] }
    }
}

impl<A: Float> Tensor<4, A> {
    /// The patches of images, each as a column: `torch.nn.functional.unfold`. [`fold`](Tensor::fold) goes back.
    ///
    /// Shapes: `[batch, channels, height, width]` to `[batch, channels · kernel_height · kernel_width, patches]`.
    ///
    /// ```
    /// use nn_core::ops::Patches;
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<4>::new([1, 1, 2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    /// let y = x.unfold(Patches::new([2, 2]));
    /// assert_eq!(y.shape(), [1, 4, 2]);
    /// assert_eq!(y.as_slice(), [1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 5.0, 6.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If not one patch fits, or a kernel size, stride or dilation is 0.
    #[doc(alias = "im2col")]
    #[track_caller]
    pub fn unfold(self, patches: Patches) -> Tensor<3, A> {
        let [batch, channels, height, width] = self.shape();
        let count = patches.count([height, width]);
        fits!(
            self.place(),
            count.is_some(),
            "unfold: {patches:?} finds no patch on an input of shape {:?}",
            self.shape()
        );
        let count = count.expect("it was checked");
        let shape = [batch, channels.saturating_mul(patches.len()), count[0].saturating_mul(count[1])];
        volume::<A>("unfold", &shape);
        let (from, grid) = (self.shape(), patches.grid([height, width], count));
        let mut op = Op::named("unfold");
        let input = op.input(&self);
        op.means(|| Operation::Unfold(grid.windows));
        op.run(
            shape,
            |keep| (Tensor::new(shape, unfolded(&self, shape, &grid)), keep.nothing()),
            move |(), dy, grads| grads.add(input, Tensor::new(from, folded(&dy, from, &grid))),
        )
    }
}

impl<A: Float> Tensor<3, A> {
    /// Images of which these are the patches, with the sums of the elements that meet in one place:
    /// `torch.nn.functional.fold`.
    ///
    /// Shapes: `[batch, channels · kernel_height · kernel_width, patches]` to `[batch, channels, height, width]`.
    ///
    /// ```
    /// use nn_core::ops::Patches;
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<3>::full([1, 4, 2], 1.0);
    /// let y = x.fold([2, 3], Patches::new([2, 2]));
    /// assert_eq!(y.as_slice(), [1.0, 2.0, 1.0, 1.0, 2.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If images of that height and width have another number of patches, or the channels are no multiple of a patch.
    #[doc(alias = "col2im")]
    #[track_caller]
    pub fn fold(self, output_size: [usize; 2], patches: Patches) -> Tensor<4, A> {
        let from @ [batch, channels, columns] = self.shape();
        let count = patches.count(output_size);
        let are_patches = count.and_then(|[down, along]| down.checked_mul(along)) == Some(columns);
        fits!(
            self.place(),
            are_patches && channels.is_multiple_of(patches.len()),
            "fold: expected an input of shape [batch, channels · {}, {}], the patches of {output_size:?} that {patches:?} finds, \
             got {from:?}",
            patches.len(),
            count.map_or(0, |[down, along]| down.saturating_mul(along))
        );
        let shape = [batch, channels / patches.len(), output_size[0], output_size[1]];
        volume::<A>("fold", &shape);
        let grid = patches.grid(output_size, count.expect("it was checked"));
        let mut op = Op::named("fold");
        let input = op.input(&self);
        op.means(|| Operation::Fold(grid.windows));
        op.run(
            shape,
            |keep| (Tensor::new(shape, folded(&self, shape, &grid)), keep.nothing()),
            move |(), dy, grads| grads.add(input, Tensor::new(from, unfolded(&dy, from, &grid))),
        )
    }
}

/// The planes; zeros where there are no patches of theirs.
fn folded<const N: usize, A: Float>(y: &Tensor<3, A>, shape: [usize; N], grid: &Grid) -> Vec<A> {
    if y.is_empty() { vec![A::zero(); shape.iter().product()] } else { fold(y.as_slice(), grid) }
}

/// The patches; zeros where there are no planes of theirs.
fn unfolded<A: Float>(x: &Tensor<4, A>, shape: [usize; 3], grid: &Grid) -> Vec<A> {
    if x.is_empty() { vec![A::zero(); shape.iter().product()] } else { unfold(x.as_slice(), grid) }
}

#[cfg(test)]
mod tests {
    use super::Patches;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    const EVERY: Patches = Patches::new([2, 3]).dilation([2, 1]).padding([1, 2]).stride([1, 2]);

    #[test]
    fn gradients() {
        for patches in [Patches::new([2, 2]), EVERY] {
            let columns = irregular([2, 2, 4, 5]).unfold(patches).shape();
            gradcheck(irregular([2, 2, 4, 5]), |x| x.unfold(patches)).unwrap();
            gradcheck(irregular(columns), |x| x.fold([4, 5], patches)).unwrap();
        }
    }

    #[test]
    fn as_pytorch_does() {
        let x = Tensor::<4, f64>::new([1, 1, 2, 2], vec![1.0, 2.0, 3.0, 4.0]);
        let y = x.unfold(EVERY);
        assert_eq!(y.shape(), [1, 6, 4]);
        assert_eq!(
            y.as_slice(),
            [
                0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 1.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 4.0,
                0.0, 0.0, 3.0, 0.0, 0.0, 0.0
            ]
        );
        assert_eq!(y.fold([2, 2], EVERY).as_slice(), [2.0, 2.0, 6.0, 4.0]);
    }

    #[test]
    fn a_large_image_has_the_patches_of_small_ones() {
        let x = irregular([40, 3, 20, 30]);
        let last = x.clone().slice(0, 39..40).unfold(EVERY);
        let all = x.unfold(EVERY);
        assert_eq!(all.clone().slice(0, 39..40), last);
        assert_eq!(all.fold([20, 30], EVERY).slice(0, 39..40), last.fold([20, 30], EVERY));
    }

    #[test]
    #[should_panic(expected = "unfold: Patches { kernel_size: [3, 3]")]
    fn a_patch_must_fit() {
        let _ = irregular([1, 1, 2, 2]).unfold(Patches::new([3, 3]));
    }
}
