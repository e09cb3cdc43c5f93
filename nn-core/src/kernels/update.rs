//! The steps of the optimizers: a parameter's value, gradient and state in one pass over memory.
//!
//! The numbers of a step are computed once in `f64`; each loop takes them to the type of its elements first.

use super::parallel::each;
use super::simd::simd;
use crate::storage::Float;

/// Up to so many elements one thread is faster than two. As many are handed over at a time.
const SPLIT: usize = 16 * 1024;

/// What a step does to one element, with `S` elements of state.
pub(crate) trait Update<A: Float, const S: usize>: Copy + Send + Sync {
    /// The new value and the new state.
    fn element(self, value: A, gradient: A, state: [A; S]) -> (A, [A; S]);
}

/// Updates all elements. They do not depend on each other, so neither does the result on the way of splitting.
pub(crate) fn update<A: Float, U: Update<A, S>, const S: usize>(
    rule: U,
    value: &mut [A],
    gradient: &[A],
    state: [&mut [A]; S],
) {
    let mut states = state.map(|state| state.chunks_mut(SPLIT));
    let parts = value.chunks_mut(SPLIT).zip(gradient.chunks(SPLIT)).map(|(value, gradient)| {
        let state = states.each_mut().map(|states| states.next().expect("as long as the value"));
        (value, gradient, state)
    });
    each(parts, |(value, gradient, mut state)| run(rule, value, gradient, &mut state));
}

simd! {
    fn run[A: Float, U: Update<A, S>, const S: usize](
        rule: U,
        value: &mut [A],
        gradient: &[A],
        state: &mut [&mut [A]; S],
    ) {
        // Equal lengths that the compiler sees spare every bounds check.
        let len = value.len();
        let gradient = &gradient[..len];
        let state = state.each_mut().map(|s| &mut s[..len]);
        for i in 0..len {
            let old = std::array::from_fn(|k| state[k][i]);
            let (new_value, new_state) = rule.element(value[i], gradient[i], old);
            value[i] = new_value;
            for k in 0..S {
                state[k][i] = new_state[k];
            }
        }
    }
}

/// The gradient with the pull of the weight decay. Without one it is left as it is, even beside an infinite value.
#[inline(always)]
fn decayed<A: Float>(gradient: A, value: A, weight_decay: f64) -> A {
    if weight_decay == 0.0 { gradient } else { gradient + A::of(weight_decay) * value }
}

/// `a` moved towards `b` by the share `weight`.
#[inline(always)]
fn lerp<A: Float>(a: A, b: A, weight: f64) -> A {
    a + A::of(weight) * (b - a)
}

/// The running mean of squares.
#[inline(always)]
fn mean_square<A: Float>(mean: A, x: A, decay: f64) -> A {
    mean * A::of(decay) + A::of(1.0 - decay) * x * x
}

/// Stochastic gradient descent; a momentum is the state.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the formula that the optimizer documents")]
pub struct Sgd {
    pub lr: f64,
    pub weight_decay: f64,
    pub momentum: f64,
    pub dampening: f64,
    pub nesterov: bool,
}

impl<A: Float> Update<A, 0> for Sgd {
    #[inline(always)]
    fn element(self, value: A, gradient: A, []: [A; 0]) -> (A, [A; 0]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        (value - A::of(self.lr) * gradient, [])
    }
}

impl<A: Float> Update<A, 1> for Sgd {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [velocity]: [A; 1]) -> (A, [A; 1]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        let velocity = A::of(self.momentum) * velocity + A::of(1.0 - self.dampening) * gradient;
        let step = if self.nesterov { gradient + A::of(self.momentum) * velocity } else { velocity };
        (value - A::of(self.lr) * step, [velocity])
    }
}

/// Adam and AdamW; the state is the two moments and, for AMSGrad, the largest second moment.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the formula that the optimizer documents")]
pub struct Adam {
    /// What the value is multiplied with first: AdamW's weight decay.
    pub shrink: f64,
    /// Adam's weight decay.
    pub weight_decay: f64,
    pub beta1: f64,
    pub beta2: f64,
    /// The learning rate over the bias correction of the first moment.
    pub step_size: f64,
    /// One over the root of the bias correction of the second moment.
    pub correction: f64,
    pub eps: f64,
}

impl Adam {
    #[inline(always)]
    fn moments<A: Float>(self, value: A, gradient: A, m: A, v: A) -> (A, A) {
        let gradient = decayed(gradient, value, self.weight_decay);
        (lerp(m, gradient, 1.0 - self.beta1), mean_square(v, gradient, self.beta2))
    }

    #[inline(always)]
    fn step<A: Float>(self, value: A, m: A, v: A) -> A {
        let denominator = v.sqrt() * A::of(self.correction) + A::of(self.eps);
        value * A::of(self.shrink) - A::of(self.step_size) * m / denominator
    }
}

impl<A: Float> Update<A, 2> for Adam {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [m, v]: [A; 2]) -> (A, [A; 2]) {
        let (m, v) = self.moments(value, gradient, m, v);
        (self.step(value, m, v), [m, v])
    }
}

impl<A: Float> Update<A, 3> for Adam {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [m, v, largest]: [A; 3]) -> (A, [A; 3]) {
        let (m, v) = self.moments(value, gradient, m, v);
        let largest = if v > largest || v.is_nan() { v } else { largest };
        (self.step(value, m, largest), [m, v, largest])
    }
}

/// Adamax; the state is the mean and the largest size of the gradients.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the formula that the optimizer documents")]
pub struct Adamax {
    /// The learning rate over the bias correction of the mean.
    pub step_size: f64,
    pub weight_decay: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub eps: f64,
}

impl<A: Float> Update<A, 2> for Adamax {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [m, u]: [A; 2]) -> (A, [A; 2]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        let m = lerp(m, gradient, 1.0 - self.beta1);
        let (faded, size) = (u * A::of(self.beta2), gradient.abs() + A::of(self.eps));
        let u = if faded > size { faded } else { size };
        (value - A::of(self.step_size) * m / u, [m, u])
    }
}

/// Adadelta; the state is the mean squares of the gradients and of the changes.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the formula that the optimizer documents")]
pub struct Adadelta {
    pub lr: f64,
    pub weight_decay: f64,
    pub rho: f64,
    pub eps: f64,
}

impl<A: Float> Update<A, 2> for Adadelta {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [square, change]: [A; 2]) -> (A, [A; 2]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        let eps = A::of(self.eps);
        let square = mean_square(square, gradient, self.rho);
        let delta = (change + eps).sqrt() / (square + eps).sqrt() * gradient;
        (value - A::of(self.lr) * delta, [square, mean_square(change, delta, self.rho)])
    }
}

/// Adagrad; the state is the sum of squares.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the formula that the optimizer documents")]
pub struct Adagrad {
    pub lr: f64,
    pub weight_decay: f64,
    pub eps: f64,
}

impl<A: Float> Update<A, 1> for Adagrad {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [sum]: [A; 1]) -> (A, [A; 1]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        let sum = sum + gradient * gradient;
        (value - A::of(self.lr) * gradient / (sum.sqrt() + A::of(self.eps)), [sum])
    }
}

/// RMSprop; the state is the mean square, then the momentum, then the mean of a centered one. A centered one without
/// momentum is `Centered`.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the formula that the optimizer documents")]
pub struct RmsProp {
    pub lr: f64,
    pub weight_decay: f64,
    pub alpha: f64,
    pub eps: f64,
    pub momentum: f64,
    pub centered: bool,
}

impl RmsProp {
    #[inline(always)]
    fn velocity<A: Float>(self, velocity: A, gradient: A, square: A) -> A {
        A::of(self.momentum) * velocity + gradient / (square.sqrt() + A::of(self.eps))
    }
}

impl<A: Float> Update<A, 1> for RmsProp {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [square]: [A; 1]) -> (A, [A; 1]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        let square = mean_square(square, gradient, self.alpha);
        (value - A::of(self.lr) * gradient / (square.sqrt() + A::of(self.eps)), [square])
    }
}

impl<A: Float> Update<A, 2> for RmsProp {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [square, velocity]: [A; 2]) -> (A, [A; 2]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        let square = mean_square(square, gradient, self.alpha);
        let velocity = self.velocity(velocity, gradient, square);
        (value - A::of(self.lr) * velocity, [square, velocity])
    }
}

impl<A: Float> Update<A, 3> for RmsProp {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [square, velocity, mean]: [A; 3]) -> (A, [A; 3]) {
        let gradient = decayed(gradient, value, self.weight_decay);
        let square = mean_square(square, gradient, self.alpha);
        let mean = lerp(mean, gradient, 1.0 - self.alpha);
        let velocity = self.velocity(velocity, gradient, square - mean * mean);
        (value - A::of(self.lr) * velocity, [square, velocity, mean])
    }
}

/// RMSprop that is centered, without momentum: the state is the mean square and the mean.
#[derive(Clone, Copy)]
pub(crate) struct Centered(pub(crate) RmsProp);

impl<A: Float> Update<A, 2> for Centered {
    #[inline(always)]
    fn element(self, value: A, gradient: A, [square, mean]: [A; 2]) -> (A, [A; 2]) {
        let (value, [square, _, mean]) = self.0.element(value, gradient, [square, A::of(0.0), mean]);
        (value, [square, mean])
    }
}
