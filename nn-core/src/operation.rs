//! What an operation is, apart from the sizes that its operands and its result tell: for whoever writes a forward in
//! another form.
#![cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "nobody writes one"))]

use crate::kernels::grid_sample::Sampling;
use crate::kernels::operator::Operator;
use crate::kernels::recurrent::Cell;
use crate::kernels::resample::Taps;
use crate::kernels::unary::Unary;
use crate::kernels::windows::Windows;
use crate::shape::Window;
use crate::storage::Number;

/// An operation with its settings. Each is described where it is called, in `ops/`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operation {
    /// A function of single elements.
    Unary(Unary),
    /// `+ − · /` of two tensors that are stretched over each other.
    Binary(Operator),
    Maximum,
    Minimum,
    /// `gt`, `lt`, `ge`, `le`, `eq`, `ne`, `&`, `|`, `^` of two tensors.
    Compare(&'static str),
    Not,
    IsNan,
    IsInf,
    IsFinite,
    /// The same elements.
    Identity,
    /// The elements as those of the result's type.
    Cast,
    /// The same number everywhere.
    Full(Number),
    /// The second operand where the third is true, else a number.
    MaskedFill(Number),
    /// Of the first two operands, by the third.
    Select,
    /// Of input, weight and, if there are three, bias.
    Linear,
    /// Of two tensors and a weight, and a bias if there are four.
    Bilinear,
    Matmul {
        transposed: bool,
    },
    /// Of input, weight and, if there are three, bias: a window for each axis.
    Conv {
        windows: Vec<Window>,
        groups: usize,
    },
    ConvTranspose {
        windows: Vec<Window>,
        output_padding: Vec<usize>,
        groups: usize,
    },
    /// Of input, mean and variance; then weight and bias, of which either may be missing.
    BatchNorm {
        eps: f64,
        weight: bool,
        bias: bool,
    },
    /// By statistics of the input: of each channel over the batch, or of groups of channels in each sample.
    ChannelNorm {
        groups: Option<usize>,
        eps: f64,
        weight: bool,
        bias: bool,
    },
    /// Over so many of the last axes.
    LayerNorm {
        axes: usize,
        eps: f64,
        weight: bool,
        bias: bool,
    },
    Softmax {
        axis: usize,
        log: bool,
    },
    /// Of a table and indices.
    Embedding,
    IndexSelect {
        axis: usize,
    },
    Gather {
        axis: usize,
    },
    /// Of whole, part and index.
    Scatter {
        axis: usize,
        add: bool,
    },
    OneHot {
        classes: usize,
    },
    /// From the first of the node's sizes on.
    Slice {
        axis: usize,
    },
    /// A part is written over, from the first of the node's sizes on.
    WithSlice {
        axis: usize,
    },
    Concat {
        axis: usize,
    },
    Permute(Vec<usize>),
    BroadcastTo,
    /// Before and behind each axis; `mode` is ONNX's.
    Pad {
        sides: Vec<[usize; 2]>,
        mode: &'static str,
        value: Number,
    },
    /// Zeros above or below a diagonal.
    Triangle {
        upper: bool,
        diagonal: i64,
    },
    /// Over one axis, which stays with size 1, or over all.
    Reduce {
        reduction: Reduction,
        axis: Option<usize>,
    },
    /// Over one axis; its second result is where the elements stand.
    Extremum {
        axis: usize,
        max: bool,
    },
    CumSum {
        axis: usize,
    },
    /// The indices that bring an axis in order.
    Argsort {
        axis: usize,
        descending: bool,
    },
    /// The index of the middle element.
    ArgMedian {
        axis: usize,
    },
    /// Windows over the last axes; the second result of a maximum is where it stands.
    Pool {
        chosen: Chosen,
        windows: Vec<Windows>,
    },
    /// Elements go to where the second operand says, along the last axes taken together.
    MaxUnpool {
        axes: usize,
    },
    Unfold([Window; 2]),
    Fold([Window; 2]),
    /// Of queries, keys, values and, if there are four, what is added to the scores.
    Attention {
        layout: Heads,
        scale: f64,
        causal: bool,
    },
    /// Of the input's part of the gates, the weight of the states, the states, the bias and the projection, if any.
    Recurrent(Recurrent),
    /// For each of the last axes the elements that one of the result is made of, with their weights.
    Interpolate(Vec<Taps>),
    GridSample(Sampling),
    /// Of an input and as many slopes as there are channels, or one.
    Prelu,
    CosineSimilarity {
        axis: usize,
        eps: f64,
    },
    /// The distances of all pairs of rows.
    Cdist,
    /// Beside an input, a direction and the length of each of its rows.
    WeightNorm,
    /// Beside an input, a weight and the vectors on both of its sides that tell its size.
    SpectralNorm,
}

/// What is made of the elements along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reduction {
    Sum,
    Mean,
    Product,
    /// Unbiased.
    Variance,
}

/// What a window gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    Max,
    Mean,
}

/// Where the heads of an attention stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heads {
    /// `[batch, heads, length, size]`.
    Apart,
    /// `[batch, length, heads · size]`, of so many heads.
    BatchFirst(usize),
    /// `[length, batch, heads · size]`.
    LengthFirst(usize),
}

/// A recurrent layer in one direction. Which of its operands there are, in this order: the state, the memory, the bias and
/// the projection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recurrent {
    pub(crate) cell: Cell,
    pub(crate) hidden: usize,
    pub(crate) output: usize,
    pub(crate) batch_first: bool,
    pub(crate) reverse: bool,
    pub(crate) lengths: Option<Vec<usize>>,
    pub(crate) operands: [bool; 4],
}
