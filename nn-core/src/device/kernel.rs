//! What a device computes.

use super::update::Update;
use crate::kernels::channel_norm::ChannelNorm;
use crate::kernels::conv_shape::ConvShape;
use crate::kernels::dropout::Mask;
use crate::kernels::linear::Affine;
use crate::kernels::matrix_batch::MatrixBatch;
use crate::kernels::operator::Operator;
use crate::kernels::pointwise::Pointwise;
use crate::kernels::reduce::AxisSizes;
use crate::kernels::unary::Unary;
use crate::kernels::windows::Plane;

/// The axes of the shapes in kernels: shapes of fewer axes have leading axes of size 1.
pub const RANK: usize = 8;

/// A computation on elements in row-major order: its settings, without its inputs. Each says what comes in, and what
/// goes out; inputs in brackets may be absent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Kernel {
    /// → so many elements of one value
    Fill {
        /// The number of elements.
        len: usize,
        /// Their value.
        value: f32,
    },
    /// x → f(x)
    Unary(Unary),
    /// dy, argument or result → dx
    UnaryBackward(Unary),
    /// a, b → a ∘ b, both stretched over axes of size 1
    Binary {
        /// Which operator.
        operator: Operator,
        /// The shape of `a`.
        left: [usize; RANK],
        /// The shape of `b`.
        right: [usize; RANK],
        /// The shape of the result.
        shape: [usize; RANK],
    },
    /// old, new → (1 − share) · old + share · new
    Blend {
        /// The share of the new values.
        share: f64,
    },
    /// x → the sums over each axis that has size 1 in `to`
    SumTo {
        /// The shape of `x`.
        from: [usize; RANK],
        /// The shape of the result.
        to: [usize; RANK],
    },
    /// x → the elements at the index · strides: other orders of axes, and copies along axes with a stride of 0
    Strided {
        /// The shape of the result.
        shape: [usize; RANK],
        /// How far elements are apart in `x`, along each axis of the result.
        strides: [usize; RANK],
    },
    /// x → the sum of all elements
    Sum,
    /// x → the sums along an axis
    SumAxis(AxisSizes),
    /// x → the largest elements along an axis, and their indices
    MaxAxis(AxisSizes),
    /// x → the smallest elements along an axis, and their indices
    MinAxis(AxisSizes),
    /// dy, indices → dy at the indices along an axis, 0 elsewhere
    ScatterAxis(AxisSizes),
    /// a, b → the products of a batch of matrices
    Matmul(MatrixBatch),
    /// x, weight, (bias) → x · weightᵀ + bias
    Affine(Affine),
    /// x, weight, (bias) → the convolution
    Conv(ConvShape),
    /// x, weight, dy → dx, if it is wanted, and the gradient of the weight, if it is wanted
    ConvBackward {
        /// The sizes.
        shape: ConvShape,
        /// Whether dx is wanted.
        input: bool,
        /// Whether the gradient of the weight is wanted.
        weight: bool,
    },
    /// dy → the gradient of the bias
    ConvBias(ConvShape),
    /// x → the largest element of each window, and their indices in their planes
    MaxPool(Plane),
    /// dy, indices → dx
    MaxPoolBackward(Plane),
    /// x → the mean of each window
    MeanPool(Plane),
    /// dy → dx
    MeanPoolBackward(Plane),
    /// x → its softmax along an axis, or the logarithm of that
    Softmax {
        /// The axis.
        axis_sizes: AxisSizes,
        /// Whether it is the logarithm.
        log: bool,
    },
    /// y, dy → dx
    SoftmaxBackward {
        /// The axis.
        axis_sizes: AxisSizes,
        /// Whether `y` is the logarithm.
        log: bool,
    },
    /// x, (weight), (bias) → rows of `n` elements of mean 0 and variance 1, scaled and shifted; and of each row the mean
    /// and 1/√(variance + eps), in turns
    LayerNorm {
        /// The elements of a row.
        n: usize,
        /// What is added to the variance.
        eps: f64,
        /// Whether there is a weight.
        weight: bool,
        /// Whether there is a bias.
        bias: bool,
    },
    /// dy, x, moments, (weight) → dx
    LayerNormBackward {
        /// The elements of a row.
        n: usize,
    },
    /// dy, x, moments → the gradients of weight and bias
    LayerNormAffine {
        /// The elements of a row.
        n: usize,
    },
    /// x → mean and biased variance of each channel
    Moments(AxisSizes),
    /// x, mean, variance, (weight), (bias) → the normalised channels
    ChannelNorm {
        /// How.
        norm: ChannelNorm,
        /// Whether there is a weight.
        weight: bool,
        /// Whether there is a bias.
        bias: bool,
    },
    /// dy, x, mean, variance, (weight) → the gradients of the input, of the weight and of the bias
    ChannelNormBackward {
        /// How.
        norm: ChannelNorm,
        /// The channels of the weight.
        channels: usize,
    },
    /// table, indices → the rows at the indices
    Embedding {
        /// The elements of a row.
        width: usize,
    },
    /// dy, indices → the gradient of the table
    EmbeddingBackward {
        /// The rows of the table, and the elements of a row.
        size: (usize, usize),
        /// The row that gets no gradient.
        padding: Option<usize>,
    },
    /// logits, labels, (weight) → the loss of each row, and what the backward pass needs of each row
    CrossEntropy {
        /// The elements of a row.
        classes: usize,
        /// The share of the target that is spread over all classes.
        smoothing: f64,
        /// The label of rows that do not count.
        ignored: Option<usize>,
    },
    /// logits, what the forward pass kept, labels, dy, (weight) → the gradient of the logits
    CrossEntropyBackward {
        /// The elements of a row.
        classes: usize,
        /// The share of the target that is spread over all classes.
        smoothing: f64,
        /// The label of rows that do not count.
        ignored: Option<usize>,
    },
    /// x, target → the loss of each pair of elements
    Pointwise(Pointwise),
    /// x, target, dy → dy times the derivatives by x or by the target; dy has one element or as many as x
    PointwiseBackward {
        /// Which loss.
        function: Pointwise,
        /// Whether the derivatives are by the target.
        by_target: bool,
    },
    /// x, slopes → x, below 0 times the slope of its channel
    Prelu(AxisSizes),
    /// dy, x, slopes → dx, and the gradient of the slopes
    PreluBackward(AxisSizes),
    /// x → the elements that are kept, scaled; 0 for the others
    Dropout(Mask),
    /// x → the part from `start` on along an axis
    Slice {
        /// The axis of `x`.
        axis_sizes: AxisSizes,
        /// The first index.
        start: usize,
        /// The number of indices.
        len: usize,
    },
    /// sum, part → the sum with the part added from `start` on along an axis
    AddSlice {
        /// The axis of the sum.
        axis_sizes: AxisSizes,
        /// The first index.
        start: usize,
        /// The number of indices.
        len: usize,
    },
    /// x, indices → the rows at the indices along an axis
    IndexSelect(AxisSizes),
    /// x, index → along an axis the element at each index
    Gather(AxisSizes),
    /// sum, dy, indices → the sum with each row of dy added to the row at its index
    AddSelected(AxisSizes),
    /// sum, dy, index → the sum with each element of dy added to the one at its index
    AddGathered(AxisSizes),
    /// x, part → x with the part from `start` on along an axis
    WithSlice {
        /// The axis of `x`.
        axis_sizes: AxisSizes,
        /// The first index.
        start: usize,
        /// The number of indices.
        len: usize,
    },
    /// parts → one array, along an axis
    Concat {
        /// The axis of the result.
        axis_sizes: AxisSizes,
        /// The size of each part.
        sizes: Vec<usize>,
    },
    /// value, gradient, state .. → value, state .. after a step of an optimizer
    Update(Update),
}

/// The shape with leading axes of size 1, if it has not more axes than kernels have.
pub(crate) fn padded<const N: usize>(shape: [usize; N]) -> Option<[usize; RANK]> {
    let mut padded = [1; RANK];
    padded.get_mut(RANK.checked_sub(N)?..)?.copy_from_slice(&shape);
    Some(padded)
}
