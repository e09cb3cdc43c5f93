//! The shapes of samples, computed without values: in constants, so that a model whose layers do not fit together
//! does not compile, and when a model is made, for sizes that are known then.
//!
//! A spec says what it makes of a sample by an inherent function, which `#[derive(Forward)]` chains:
//!
//! ```
//! use nn_core::prelude::*;
//! use nn_core::shape::{Message, Shape};
//!
//! const IMAGE: Shape = Shape::new(&[3, 32, 32]);
//! const CONV: Result<Shape, Message> = Conv2d::spec(3, 32, 7).stride(2).output_shape(IMAGE);
//! assert_eq!(CONV.unwrap(), [32, 13, 13]);
//! assert_eq!(
//!     Linear::spec(5000, 10).output_shape(Shape::new(&[5408])).unwrap_err().as_str(),
//!     "Linear takes 5000 features, but gets [5408]"
//! );
//! ```
//!
//! A spec of your own takes part in the same way: give it a
//! `const fn output_shape(&self, input: Shape) -> Result<Shape, Message>`.

#[doc(hidden)]
pub mod follow;
mod knows;
mod message;
mod window;

#[doc(hidden)]
pub use knows::KnowsShape;
pub use message::Message;
pub(crate) use message::is_same;
pub use window::Window;

/// The most axes that a sample may have.
const MOST: usize = 8;

/// The size of each axis of one sample, without the batch.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    sizes: [usize; MOST],
    rank: usize,
    /// The batch of the forward that is followed; 0 where none is.
    batch: usize,
}

impl PartialEq for Shape {
    fn eq(&self, other: &Shape) -> bool {
        self.is(other)
    }
}

impl Eq for Shape {}

impl Shape {
    /// The shape of these sizes.
    ///
    /// # Panics
    ///
    /// If there are more than 8.
    #[track_caller]
    pub const fn new(sizes: &[usize]) -> Self {
        assert!(sizes.len() <= MOST, "a sample has at most 8 axes");
        let mut shape = Shape { sizes: [0; MOST], rank: sizes.len(), batch: 0 };
        let mut i = 0;
        while i < sizes.len() {
            shape.sizes[i] = sizes[i];
            i += 1;
        }
        shape
    }

    /// The sizes.
    pub const fn as_slice(&self) -> &[usize] {
        self.sizes.split_at(self.rank).0
    }

    /// The number of axes.
    pub const fn rank(&self) -> usize {
        self.rank
    }

    /// The number of elements.
    pub const fn num_elements(&self) -> usize {
        let (mut product, mut i) = (1, 0);
        while i < self.rank {
            product *= self.sizes[i];
            i += 1;
        }
        product
    }

    /// The size of an axis, from 0.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub const fn size(&self, axis: usize) -> usize {
        assert!(axis < self.rank, "the shape has no such axis");
        self.sizes[axis]
    }

    /// The size of the last axis, if there is one.
    pub const fn last(&self) -> Option<usize> {
        if self.rank == 0 { None } else { Some(self.sizes[self.rank - 1]) }
    }

    /// The same shape with another size of an axis.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub const fn with(mut self, axis: usize, size: usize) -> Self {
        assert!(axis < self.rank, "the shape has no such axis");
        self.sizes[axis] = size;
        self
    }

    /// The same shape with another axis behind the last.
    ///
    /// # Panics
    ///
    /// If there are 8 already.
    #[track_caller]
    pub const fn and(mut self, size: usize) -> Self {
        assert!(self.rank < MOST, "a sample has at most 8 axes");
        self.sizes[self.rank] = size;
        self.rank += 1;
        self
    }

    /// The same shape without an axis that it has.
    const fn without(self, axis: usize) -> Self {
        let (mut shape, mut i) = (Shape::new(&[]).of_batch(self.batch), 0);
        while i < self.rank {
            shape = if i == axis { shape } else { shape.and(self.sizes[i]) };
            i += 1;
        }
        shape
    }

    /// The same shape with another axis before one, or behind the last.
    const fn inserted(self, axis: usize, size: usize) -> Self {
        let (mut shape, mut i) = (Shape::new(&[]).of_batch(self.batch), 0);
        while i <= self.rank {
            shape = if i == axis { shape.and(size) } else { shape };
            shape = if i < self.rank { shape.and(self.sizes[i]) } else { shape };
            i += 1;
        }
        shape
    }

    /// The same shape in a forward that is followed with this batch, or in none.
    #[doc(hidden)]
    pub const fn of_batch(mut self, batch: usize) -> Self {
        self.batch = batch;
        self
    }

    /// The batch of the forward that is followed, or 0.
    #[doc(hidden)]
    pub const fn batch(&self) -> usize {
        self.batch
    }

    /// The sizes as an array, as constants compare them.
    ///
    /// # Panics
    ///
    /// If the number of axes is not `N`.
    #[track_caller]
    pub const fn to_array<const N: usize>(&self) -> [usize; N] {
        assert!(self.rank == N, "the shape has another number of axes");
        let (mut sizes, mut i) = ([0; N], 0);
        while i < N {
            sizes[i] = self.sizes[i];
            i += 1;
        }
        sizes
    }

    /// Whether the two are the same, in constants.
    pub const fn is(&self, other: &Shape) -> bool {
        let mut i = 0;
        while i < self.rank && i < other.rank && self.sizes[i] == other.sizes[i] {
            i += 1;
        }
        i == self.rank && i == other.rank
    }
}

impl<const N: usize> PartialEq<[usize; N]> for Shape {
    fn eq(&self, sizes: &[usize; N]) -> bool {
        self.as_slice() == sizes
    }
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_slice())
    }
}

/// The shape after a layer, which is the field or the element `name`; stops the compiler, or panics, where the layer
/// does not fit.
#[doc(hidden)]
#[track_caller]
pub const fn checked(name: &str, output: Result<Shape, Message>) -> Shape {
    match output {
        Ok(shape) => shape,
        Err(message) => message.inside(name).panic(),
    }
}

/// Stops the compiler at the first layer, the field or the element `name`, that does not fit; but not at a model that
/// has told so itself.
#[doc(hidden)]
#[track_caller]
pub const fn report(name: &str, before: &Result<Shape, Message>, after: &Result<Shape, Message>) {
    if let (Ok(_), Err(message)) = (before, after)
        && !message.is_told()
    {
        message.inside(name).panic();
    }
}

/// The shape, or one without axes where a layer does not fit, which [`report`] has said.
#[doc(hidden)]
pub const fn known(shape: &Result<Shape, Message>) -> Shape {
    match shape {
        Ok(shape) => *shape,
        Err(_) => Shape::new(&[]),
    }
}

/// Stops the compiler if a model does not give the shape that it declares.
#[doc(hidden)]
#[track_caller]
pub const fn declared(output: &Result<Shape, Message>, declared: &Shape) {
    if let Ok(output) = output {
        follow::declares(output, declared);
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, Shape, checked};

    #[test]
    fn shapes_are_compared_and_changed() {
        let shape = Shape::new(&[3, 32, 16]);
        assert_eq!((shape.rank(), shape.num_elements(), shape.last()), (3, 3 * 32 * 16, Some(16)));
        assert_eq!(shape.with(1, 7).and(2), [3, 7, 16, 2]);
        assert_eq!(shape.to_array::<3>(), [3, 32, 16]);
        assert!(shape.is(&Shape::new(&[3, 32, 16])));
        for other in [&[3, 32][..], &[3, 32, 17], &[3, 32, 16, 1], &[]] {
            assert!(!shape.is(&Shape::new(other)), "{other:?}");
        }
        assert_eq!(Shape::new(&[]).num_elements(), 1);
    }

    #[test]
    #[should_panic(expected = "`block.fc`: no")]
    fn a_message_names_the_way_to_the_layer() {
        checked("block", Err(Message::new("no").inside("fc")));
    }
}
