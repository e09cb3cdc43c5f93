//! Elements that move between channels and places.

use crate::storage::Element;
use crate::tensor::{Tensor, fits};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// Channels turned into pixels: `[.., channels · r², height, width]` to `[.., channels, height · r, width · r]` for an
    /// `upscale_factor` of `r` ([Shi et al. 2016](https://arxiv.org/abs/1609.05158)).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<3>::new([4, 1, 1], vec![1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(x.pixel_shuffle(2), Tensor::new([1, 2, 2], vec![1.0, 2.0, 3.0, 4.0]));
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 3, or the channels are no multiple of `r²`.
    #[track_caller]
    pub fn pixel_shuffle(self, upscale_factor: usize) -> Self {
        let (from, r) = (self.shape(), upscale_factor);
        let square = r.saturating_mul(r);
        fits!(
            self.place(),
            N >= 3 && r > 0 && from[N - 3].is_multiple_of(square),
            "pixel_shuffle: expected an input of shape [.., channels, height, width] whose channels are a multiple of \
             {r}·{r}, got {from:?}"
        );
        let [outer, channels, height, width] = images(from);
        let mut shape = from;
        (shape[N - 3], shape[N - 2], shape[N - 1]) = (channels / square, height * r, width * r);
        let apart = self.alias([outer, channels / square, r, r, height, width]);
        apart.permute([0, 1, 4, 2, 5, 3]).reshape(shape)
    }

    /// Pixels turned into channels, the reverse of [`pixel_shuffle`](Self::pixel_shuffle):
    /// `[.., channels, height · r, width · r]` to `[.., channels · r², height, width]` for a `downscale_factor` of `r`.
    ///
    /// # Panics
    ///
    /// If the rank is below 3, or height or width are no multiple of `r`.
    #[track_caller]
    pub fn pixel_unshuffle(self, downscale_factor: usize) -> Self {
        let (from, r) = (self.shape(), downscale_factor);
        fits!(
            self.place(),
            N >= 3 && r > 0 && from[N - 2].is_multiple_of(r) && from[N - 1].is_multiple_of(r),
            "pixel_unshuffle: expected an input of shape [.., channels, height, width] whose height and width are multiples \
             of {r}, got {from:?}"
        );
        let [outer, channels, height, width] = images(from);
        let mut shape = from;
        (shape[N - 3], shape[N - 2], shape[N - 1]) = (channels * r * r, height / r, width / r);
        let apart = self.alias([outer, channels, height / r, r, width / r, r]);
        apart.permute([0, 1, 3, 5, 2, 4]).reshape(shape)
    }

    /// The channels of `groups` groups in turns: the first of each, then the second of each
    /// ([Zhang et al. 2018](https://arxiv.org/abs/1707.01083)).
    ///
    /// Shapes: `[batch, channels, ..]` to the same.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<2>::new([1, 4], vec![1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(x.channel_shuffle(2).as_slice(), [1.0, 3.0, 2.0, 4.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2, or the channels are no multiple of `groups`.
    #[track_caller]
    pub fn channel_shuffle(self, groups: usize) -> Self {
        let shape = self.shape();
        fits!(
            self.place(),
            N >= 2 && groups > 0 && shape[1].is_multiple_of(groups),
            "channel_shuffle: expected an input of shape [batch, channels, ..] whose channels are a multiple of {groups}, got \
             {shape:?}"
        );
        let rest = shape[2..].iter().product();
        let apart = self.alias([shape[0], groups, shape[1] / groups, rest]);
        apart.permute([0, 2, 1, 3]).reshape(shape)
    }
}

/// A shape as that of a batch of images; all axes before the channels count as one.
fn images<const N: usize>(shape: [usize; N]) -> [usize; 4] {
    [shape[..N - 3].iter().product(), shape[N - 3], shape[N - 2], shape[N - 1]]
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradients() {
        gradcheck(irregular([2, 8, 3, 2]), |x| x.pixel_shuffle(2)).unwrap();
        gradcheck(irregular([2, 6, 4]), |x| x.pixel_unshuffle(2)).unwrap();
        gradcheck(irregular([2, 6, 2, 3]), |x| x.channel_shuffle(3)).unwrap();
    }

    fn counted<const N: usize>(shape: [usize; N]) -> Tensor<N, i64> {
        Tensor::new(shape, (0..shape.iter().product::<usize>() as i64).collect())
    }

    #[test]
    fn as_pytorch_does() {
        let y = counted([1, 8, 1, 2]).pixel_shuffle(2);
        assert_eq!(y.shape(), [1, 2, 2, 4]);
        assert_eq!(y.as_slice(), [0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15]);
        let y = counted([1, 2, 4]).pixel_unshuffle(2);
        assert_eq!((y.shape(), y.as_slice()), ([4, 1, 2], &[0, 2, 1, 3, 4, 6, 5, 7][..]));
        assert_eq!(y.pixel_shuffle(2), counted([1, 2, 4]));
        assert_eq!(counted([1, 6]).channel_shuffle(3).as_slice(), [0, 2, 4, 1, 3, 5]);
    }
}
