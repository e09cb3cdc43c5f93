//! What each kernel computes, by the host's own loops: what backends are compared with.

use super::kernel::Kernel;
use super::update::Update;
use crate::kernels::broadcast::broadcast_shape;
use crate::kernels::channel_norm::Statistics;
use crate::kernels::compiled::Compiled;
use crate::kernels::conv::{self, Wanted};
use crate::kernels::cross_entropy::{self, Counting, Norm};
use crate::kernels::linear::Weight;
use crate::kernels::reduce::AxisSizes;
use crate::kernels::{
    channels, elementwise, embedding, extremum, index, layer_norm, max_pool, mean_pool, permute, prelu,
    reduce, softmax,
};
use crate::storage::{AnyStorage, Element, Elements, SharedStorage, dispatch};

/// The inputs of a kernel.
struct Inputs<'a>(&'a [AnyStorage]);

impl Inputs<'_> {
    fn get<A: Element>(&self, i: usize) -> Option<&[A]> {
        self.0.get(i)?.as_slice()
    }

    fn floats(&self, i: usize) -> Option<&[f32]> {
        self.get(i)
    }

    fn owned(&self, i: usize) -> Option<Vec<f32>> {
        Some(self.floats(i)?.to_vec())
    }

    /// An input that may be absent, behind those that came before it.
    fn next_if(&self, at: &mut usize, is_there: bool) -> Option<&[f32]> {
        let input = if is_there { self.floats(*at) } else { None };
        *at += usize::from(is_there);
        input
    }
}

/// For kernels that move elements of any type: the first input as a slice of its type.
macro_rules! moved {
    ($x:expr, |$elements:ident| $use:expr) => {
        dispatch!($x.0.first()?, elements => {
            let $elements = elements.as_slice();
            $use
        })
    };
}

fn erased<A: Element>(elements: Vec<A>) -> AnyStorage {
    A::erase(SharedStorage::new(elements))
}

fn one<A: Element>(elements: Vec<A>) -> Vec<AnyStorage> {
    vec![erased(elements)]
}

fn pairs(flat: &[f32]) -> Vec<(f32, f32)> {
    flat.as_chunks::<2>().0.iter().map(|&[a, b]| (a, b)).collect()
}

impl Kernel {
    /// With the feature `kernels-on-host`: the outputs on the host, to the bit what operations compute there; `None` for inputs that are not `f32` where numbers
    /// are computed.
    ///
    /// # Panics
    ///
    /// If the inputs do not fit the settings.
    pub fn on_host(&self, inputs: &[AnyStorage]) -> Option<Vec<AnyStorage>> {
        let x = Inputs(inputs);
        Some(match self {
            Kernel::Fill { len, value } => one(vec![*value; *len]),
            Kernel::Unary(f) => one(Compiled::map_into_new(*f, x.floats(0)?)),
            Kernel::UnaryBackward(f) => {
                let mut dy = x.owned(0)?;
                Compiled::map_backward(*f, &mut dy, x.floats(1)?);
                one(dy)
            }
            Kernel::Binary { operator, left, right, shape } => {
                debug_assert_eq!(broadcast_shape(*left, *right).as_ref(), Some(shape));
                one(Compiled::operate_broadcast(
                    *operator,
                    (x.floats(0)?, left),
                    (x.floats(1)?, right),
                    shape,
                ))
            }
            Kernel::Blend { share } => {
                let mut old = x.owned(0)?;
                elementwise::blend(&mut old, x.floats(1)?, *share);
                one(old)
            }
            Kernel::SumTo { from, to } => one(reduce::sum_to(x.owned(0)?, *from, *to)),
            Kernel::Strided { shape, strides } => {
                moved!(x, |elements| one(permute::gather_strided(elements, *shape, *strides)))
            }
            Kernel::Sum => one(vec![reduce::sum(x.floats(0)?)]),
            Kernel::SumAxis(axis_sizes) => one(reduce::sum_axis(x.floats(0)?, *axis_sizes)),
            Kernel::MaxAxis(axis_sizes) => {
                let (best, at) = extremum::max_axis(x.floats(0)?, *axis_sizes, true);
                vec![erased(best), erased(at)]
            }
            Kernel::MinAxis(axis_sizes) => {
                let (best, at) = extremum::min_axis(x.floats(0)?, *axis_sizes, true);
                vec![erased(best), erased(at)]
            }
            Kernel::ScatterAxis(axis_sizes) => {
                one(extremum::scatter_axis(x.floats(0)?, x.get(1)?, *axis_sizes))
            }
            Kernel::Matmul(batch) => one(batch.product(x.floats(0)?, x.floats(1)?)),
            Kernel::Affine(map) => one(map.forward(x.floats(0)?, Weight::Stored(x.floats(1)?), x.floats(2))),
            Kernel::Conv(shape) => {
                one(conv::forward(x.floats(0)?, conv::Weight::Stored(x.floats(1)?), x.floats(2), shape))
            }
            Kernel::ConvBackward { shape, input, weight } => {
                let wanted = Wanted { x: *input, weight: *weight };
                let (dx, dw) = conv::backward(x.floats(0)?, x.floats(1)?, x.floats(2)?, shape, wanted);
                let both = [(*input, dx), (*weight, dw)];
                both.into_iter().filter_map(|(wanted, d)| wanted.then(|| erased(d))).collect()
            }
            Kernel::ConvBias(shape) => one(conv::bias_backward(x.floats(0)?, shape)),
            Kernel::MaxPool(plane) => {
                let (y, found) = max_pool::max_and_where(x.floats(0)?, plane);
                vec![erased(y), erased(found.into_iter().map(|at| at as usize).collect())]
            }
            Kernel::MaxPoolBackward(plane) => {
                let found: Vec<_> = x.get::<usize>(1)?.iter().map(|&at| at as max_pool::Found).collect();
                one(max_pool::max_backward(x.floats(0)?, &found, plane))
            }
            Kernel::MeanPool(plane) => one(mean_pool::mean(x.floats(0)?, plane)),
            Kernel::MeanPoolBackward(plane) => one(mean_pool::mean_backward(x.floats(0)?, plane)),
            Kernel::Softmax { axis_sizes, log } => {
                let mut y = x.owned(0)?;
                if *log {
                    softmax::log_softmax(&mut y, *axis_sizes)
                } else {
                    softmax::softmax(&mut y, *axis_sizes)
                }
                one(y)
            }
            Kernel::SoftmaxBackward { axis_sizes, log } => {
                let (y, mut dy) = (x.floats(0)?, x.owned(1)?);
                match log {
                    true => softmax::log_softmax_backward(y, &mut dy, *axis_sizes),
                    false => softmax::softmax_backward(y, &mut dy, *axis_sizes),
                }
                one(dy)
            }
            Kernel::LayerNorm { n, eps, weight, bias } => {
                let mut at = 1;
                let (weight, bias) = (x.next_if(&mut at, *weight), x.next_if(&mut at, *bias));
                let (y, moments) = layer_norm::forward(x.floats(0)?, *n, weight, bias, *eps as f32);
                vec![erased(y), erased(moments.into_iter().flat_map(|(mean, rstd)| [mean, rstd]).collect())]
            }
            Kernel::LayerNormBackward { n } => {
                let mut dy = x.owned(0)?;
                layer_norm::backward(&mut dy, x.floats(1)?, *n, x.floats(3), &pairs(x.floats(2)?));
                one(dy)
            }
            Kernel::LayerNormAffine { n } => {
                let moments = pairs(x.floats(2)?);
                let (weight, bias) = layer_norm::backward_affine(x.floats(0)?, x.floats(1)?, *n, &moments);
                vec![erased(weight), erased(bias)]
            }
            Kernel::Moments(axis_sizes) => {
                let (mean, variance) = channels::moments(x.floats(0)?, *axis_sizes);
                vec![erased(mean), erased(variance)]
            }
            Kernel::ChannelNorm { norm, weight, bias } => {
                let mut at = 3;
                let (weight, bias) = (x.next_if(&mut at, *weight), x.next_if(&mut at, *bias));
                let of = Statistics { mean: x.floats(1)?, variance: x.floats(2)?, weight };
                one(norm.forward(x.floats(0)?, of, bias))
            }
            Kernel::ChannelNormBackward { norm, channels } => {
                let mut dy = x.owned(0)?;
                let of = Statistics { mean: x.floats(2)?, variance: x.floats(3)?, weight: x.floats(4) };
                let (weight, bias) = norm.backward(&mut dy, x.floats(1)?, of, *channels, true);
                vec![erased(dy), erased(weight), erased(bias)]
            }
            Kernel::Embedding { width } => one(embedding::rows(x.floats(0)?, *width, x.get(1)?)),
            Kernel::EmbeddingBackward { size, padding } => {
                one(embedding::rows_backward(x.floats(0)?, *size, x.get(1)?, *padding))
            }
            Kernel::CrossEntropy { classes, smoothing, ignored } => {
                let counting = counting(x.floats(2), *smoothing, *classes);
                let (losses, norms) = cross_entropy::with_labels(x.floats(0)?, x.get(1)?, *ignored, counting);
                vec![erased(losses), erased(norms.into_iter().flat_map(<[f32; 2]>::from).collect())]
            }
            Kernel::CrossEntropyBackward { classes, smoothing, ignored } => {
                let counting = counting(x.floats(4), *smoothing, *classes);
                let norms: Vec<Norm<f32>> =
                    x.floats(1)?.as_chunks::<2>().0.iter().map(|&norm| norm.into()).collect();
                let mut logits = x.owned(0)?;
                let (labels, dy) = (x.get(2)?, x.floats(3)?);
                cross_entropy::with_labels_backward(&mut logits, &norms, labels, *ignored, counting, dy);
                one(logits)
            }
            Kernel::Pointwise(function) => one(Compiled::losses(*function, x.floats(0)?, x.floats(1)?)),
            Kernel::PointwiseBackward { function, by_target } => {
                one(function.backward(x.floats(0)?, x.floats(1)?, x.floats(2)?, *by_target))
            }
            Kernel::Prelu(axis_sizes) => one(prelu::forward(x.floats(0)?, x.floats(1)?, *axis_sizes)),
            Kernel::PreluBackward(axis_sizes) => {
                let slopes = prelu::backward_slopes(x.floats(0)?, x.floats(1)?, *axis_sizes);
                let mut dy = x.owned(0)?;
                prelu::backward(&mut dy, x.floats(1)?, x.floats(2)?, *axis_sizes);
                vec![erased(dy), erased(slopes)]
            }
            Kernel::Update(rule) => return updated(rule, &x),
            Kernel::Dropout(mask) => one(mask.apply(x.floats(0)?)),
            Kernel::Slice { axis_sizes, start, len } => {
                moved!(x, |slice| one(index::slice(slice, *axis_sizes, *start..start + len)))
            }
            Kernel::WithSlice { axis_sizes, start, len } => {
                moved!(x, |whole| {
                    let mut whole = whole.to_vec();
                    index::write_slice(&mut whole, *axis_sizes, *start..start + len, x.get(1)?);
                    one(whole)
                })
            }
            Kernel::AddSlice { axis_sizes, start, len } => {
                let mut sum = x.owned(0)?;
                index::add_slice(&mut sum, *axis_sizes, *start..start + len, &Elements::Held(x.floats(1)?));
                one(sum)
            }
            Kernel::IndexSelect(axis_sizes) => {
                let indices = x.get(1)?;
                moved!(x, |elements| one(index::select(elements, *axis_sizes, indices)))
            }
            Kernel::Gather(axis_sizes) => {
                let indices = x.get(1)?;
                moved!(x, |elements| one(index::gather(elements, *axis_sizes, indices)))
            }
            Kernel::AddSelected(axis_sizes) => {
                let mut sum = x.owned(0)?;
                index::add_selected(&mut sum, x.floats(1)?, *axis_sizes, x.get(2)?);
                one(sum)
            }
            Kernel::AddGathered(axis_sizes) => {
                let mut sum = x.owned(0)?;
                index::add_gathered(&mut sum, x.floats(1)?, *axis_sizes, x.get(2)?);
                one(sum)
            }
            Kernel::Concat { axis_sizes, sizes } => {
                fn together<A: Element>(
                    _: &[A],
                    x: &Inputs<'_>,
                    sizes: &[usize],
                    axis_sizes: AxisSizes,
                ) -> Option<Vec<AnyStorage>> {
                    let sizes = sizes.iter().enumerate();
                    let parts: Option<Vec<_>> =
                        sizes.map(|(i, &size)| Some((Elements::Held(x.get::<A>(i)?), size))).collect();
                    Some(one(index::concat(&parts?, axis_sizes)))
                }
                return moved!(x, |first| together(first, &x, sizes, *axis_sizes));
            }
        })
    }
}

fn counting(weight: Option<&[f32]>, smoothing: f64, classes: usize) -> Counting<'_, f32> {
    Counting { weight, smoothing: smoothing as f32, classes }
}

/// The value and the state after a step.
fn updated(rule: &Update, x: &Inputs<'_>) -> Option<Vec<AnyStorage>> {
    let (mut value, gradient) = (x.owned(0)?, x.floats(1)?);
    let mut state = x.0[2..].to_vec();
    rule.run(&mut value, gradient, &mut state)?;
    Some(std::iter::once(erased(value)).chain(state).collect())
}
