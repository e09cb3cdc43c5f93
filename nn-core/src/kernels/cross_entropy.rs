//! Cross entropy of rows of logits with labels or with probabilities, and its backward pass.

use super::parallel::each;
use super::simd::simd;
use super::softmax::{finite, largest, sum_exp};
use crate::storage::{Float, scratch};

/// How the classes count: the weight of each, and the share of a target that is spread over all of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counting<'a, A> {
    pub(crate) weight: Option<&'a [A]>,
    pub(crate) smoothing: A,
    pub(crate) classes: usize,
}

impl<A: Float> Counting<'_, A> {
    pub(crate) fn weight(&self, class: usize) -> A {
        self.weight.map_or(A::one(), |weight| weight[class])
    }

    /// What the label keeps.
    fn kept(&self) -> A {
        A::one() - self.smoothing
    }

    /// What every class gets.
    fn spread(&self) -> A {
        self.smoothing / A::of(self.classes as f64)
    }

    fn smoothed(&self, class: usize, probability: A) -> A {
        self.weight(class) * (probability * self.kept() + self.spread())
    }

    fn total_weight(&self) -> A {
        self.weight.map_or(A::of(self.classes as f64), super::reduce::sum)
    }

    /// How many rows one thread takes at a time, so that the result is the same for any number of threads.
    fn group(&self) -> usize {
        (16 * 1024 / self.classes.max(1)).max(1)
    }
}

/// A row's largest logit, and the logarithm of `Σ e^(x − largest)`. Kept apart, since their sum would lose
/// digits of the logarithm.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Norm<A> {
    largest: A,
    log: A,
}

impl<A> From<[A; 2]> for Norm<A> {
    fn from([largest, log]: [A; 2]) -> Self {
        Norm { largest, log }
    }
}

impl<A> From<Norm<A>> for [A; 2] {
    fn from(norm: Norm<A>) -> Self {
        [norm.largest, norm.log]
    }
}

impl<A: Float> Norm<A> {
    fn of(row: &[A]) -> Self {
        let largest = finite(largest(row));
        Norm { largest, log: sum_exp(row, largest).ln() }
    }

    /// `−ln softmax` of one logit.
    fn cost(&self, x: A) -> A {
        self.log - (x - self.largest)
    }
}

simd! {
    /// `x = scale · softmax(x)`.
    fn scaled_softmax[A: Float](x: &mut [A], norm: Norm<A>, scale: A) {
        for x in x {
            *x = scale * ((*x - norm.largest) - norm.log).exp_fast();
        }
    }
}

/// The loss of each row, 0 where `labels` has `ignored`, and what the backward pass needs.
pub(crate) fn with_labels<A: Float>(
    x: &[A],
    labels: &[usize],
    ignored: Option<usize>,
    counting: Counting<'_, A>,
) -> (Vec<A>, Vec<Norm<A>>) {
    each_row(x, labels, 1, counting, |row, norm, label| match Some(label[0]) == ignored {
        true => A::zero(),
        false => label_loss(row, norm, label[0], counting),
    })
}

fn label_loss<A: Float>(row: &[A], norm: Norm<A>, label: usize, counting: Counting<'_, A>) -> A {
    let hit = counting.weight(label) * norm.cost(row[label]);
    if counting.smoothing == A::zero() {
        return hit;
    }
    let all: A = row.iter().enumerate().map(|(class, &x)| counting.weight(class) * norm.cost(x)).sum();
    counting.kept() * hit + counting.spread() * all
}

/// The loss of each row against a row of probabilities, and what the backward pass needs.
pub(crate) fn with_probabilities<A: Float>(
    x: &[A],
    probabilities: &[A],
    counting: Counting<'_, A>,
) -> (Vec<A>, Vec<Norm<A>>) {
    each_row(x, probabilities, counting.classes, counting, |row, norm, q| {
        let terms = row.iter().zip(q).enumerate();
        terms.map(|(class, (&x, &q))| counting.smoothed(class, q) * norm.cost(x)).sum()
    })
}

fn each_row<A: Float, T: Sync>(
    x: &[A],
    targets: &[T],
    width: usize,
    counting: Counting<'_, A>,
    loss: impl Fn(&[A], Norm<A>, &[T]) -> A + Sync,
) -> (Vec<A>, Vec<Norm<A>>) {
    let (classes, group) = (counting.classes, counting.group());
    let rows = targets.len() / width;
    let (mut losses, mut norms): (Vec<A>, _) = (scratch(rows), vec![Norm::default(); rows]);
    let results = losses.chunks_mut(group).zip(norms.chunks_mut(group));
    let inputs = x.chunks(group * classes).zip(targets.chunks(group * width));
    each(results.zip(inputs), |((losses, norms), (x, targets))| {
        let rows = x.chunks_exact(classes).zip(targets.chunks_exact(width));
        for ((y, norm), (row, target)) in losses.iter_mut().zip(norms).zip(rows) {
            *norm = Norm::of(row);
            *y = loss(row, *norm, target);
        }
    });
    (losses, norms)
}

/// Turns the logits into their gradient, `dy · (softmax − target)` where nothing is weighted.
pub(crate) fn with_labels_backward<A: Float>(
    x: &mut [A],
    norms: &[Norm<A>],
    labels: &[usize],
    ignored: Option<usize>,
    counting: Counting<'_, A>,
    dy: &[A],
) {
    let spread = counting.spread();
    let everywhere = spread * counting.total_weight();
    each_row_mut(x, norms, labels, 1, counting, dy, |row, norm, label, dy| {
        let label = label[0];
        if Some(label) == ignored {
            return row.fill(A::zero());
        }
        let hit = counting.kept() * counting.weight(label);
        scaled_softmax(row, norm, dy * (hit + everywhere));
        if counting.smoothing != A::zero() {
            row.iter_mut().enumerate().for_each(|(class, x)| *x -= dy * spread * counting.weight(class));
        }
        row[label] -= dy * hit;
    });
}

/// Turns the logits into their gradient.
pub(crate) fn with_probabilities_backward<A: Float>(
    x: &mut [A],
    norms: &[Norm<A>],
    probabilities: &[A],
    counting: Counting<'_, A>,
    dy: &[A],
) {
    each_row_mut(x, norms, probabilities, counting.classes, counting, dy, |row, norm, q, dy| {
        let target = |(class, &q): (usize, &A)| counting.smoothed(class, q);
        let total: A = q.iter().enumerate().map(target).sum();
        scaled_softmax(row, norm, dy * total);
        row.iter_mut().zip(q.iter().enumerate().map(target)).for_each(|(x, target)| *x -= dy * target);
    });
}

/// Turns the logits into the gradient of the probabilities.
pub(crate) fn probabilities_backward<A: Float>(
    x: &mut [A],
    norms: &[Norm<A>],
    counting: Counting<'_, A>,
    dy: &[A],
) {
    each_row_mut(x, norms, norms, 1, counting, dy, |row, norm, _, dy| {
        for (class, x) in row.iter_mut().enumerate() {
            *x = dy * counting.weight(class) * counting.kept() * norm.cost(*x);
        }
    });
}

fn each_row_mut<A: Float, T: Sync>(
    x: &mut [A],
    norms: &[Norm<A>],
    targets: &[T],
    width: usize,
    counting: Counting<'_, A>,
    dy: &[A],
    change: impl Fn(&mut [A], Norm<A>, &[T], A) + Sync,
) {
    let (classes, group) = (counting.classes, counting.group());
    let rows = norms.chunks(group).zip(dy.chunks(group));
    let parts = x.chunks_mut(group * classes).zip(targets.chunks(group * width));
    each(parts.zip(rows), |((x, targets), (norms, dy))| {
        let rows = x.chunks_exact_mut(classes).zip(targets.chunks_exact(width));
        for ((row, target), (&norm, &dy)) in rows.zip(norms.iter().zip(dy)) {
            change(row, norm, target, dy);
        }
    });
}
