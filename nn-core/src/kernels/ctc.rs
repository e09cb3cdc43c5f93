//! Connectionist temporal classification: the probability of all ways in which a sequence of labels may lie over the steps
//! of a longer one, with blanks between them.

use super::parallel;
use crate::storage::{Float, zeros};

/// Where the logarithms of probabilities stand, `[steps, batch, classes]`, and which of them mean a blank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ctc {
    pub(crate) batch: usize,
    pub(crate) classes: usize,
    pub(crate) blank: usize,
}

/// A sequence of the batch: its labels, and how many steps it has.
#[derive(Clone, Debug)]
pub(crate) struct Sequence {
    pub(crate) labels: Vec<usize>,
    pub(crate) steps: usize,
}

/// A sequence's part of the logarithms of probabilities.
struct Lattice<'a, A> {
    ctc: Ctc,
    log_probs: &'a [A],
    index: usize,
    sequence: &'a Sequence,
}

impl Ctc {
    /// The negative logarithm of the probability of each sequence of labels.
    pub(crate) fn forward<A: Float>(self, log_probs: &[A], sequences: &[Sequence]) -> Vec<A> {
        parallel::results(sequences.iter().enumerate(), |(index, sequence)| {
            self.lattice(log_probs, index, sequence).loss()
        })
    }

    /// The gradients of the logarithms where they are those of a softmax: `(p − q)·dy`, with `q` the share of all ways that
    /// pass through the class at the step. Steps behind the end of a sequence have none.
    pub(crate) fn backward<A: Float>(self, log_probs: &[A], sequences: &[Sequence], dy: &[A]) -> Vec<A> {
        let parts = parallel::results(sequences.iter().enumerate(), |(index, sequence)| {
            self.lattice(log_probs, index, sequence).gradient(dy[index])
        });
        let mut dx = zeros(log_probs.len());
        for (index, part) in parts.iter().enumerate() {
            for (step, row) in part.chunks_exact(self.classes).enumerate() {
                let first = (step * self.batch + index) * self.classes;
                dx[first..first + self.classes].copy_from_slice(row);
            }
        }
        dx
    }

    fn lattice<'a, A>(self, log_probs: &'a [A], index: usize, sequence: &'a Sequence) -> Lattice<'a, A> {
        Lattice { ctc: self, log_probs, index, sequence }
    }
}

impl<A: Float> Lattice<'_, A> {
    /// How many places there are: the labels, with a blank before, between and behind them.
    fn places(&self) -> usize {
        2 * self.sequence.labels.len() + 1
    }

    fn class(&self, place: usize) -> usize {
        if place.is_multiple_of(2) { self.ctc.blank } else { self.sequence.labels[place / 2] }
    }

    fn log_prob(&self, step: usize, class: usize) -> A {
        self.log_probs[(step * self.ctc.batch + self.index) * self.ctc.classes + class]
    }

    /// Whether a way may leave out the blank before a place: if it stands between two labels that differ.
    fn may_skip(&self, place: usize) -> bool {
        place >= 2 && !place.is_multiple_of(2) && self.class(place) != self.class(place - 2)
    }

    fn loss(&self) -> A {
        if self.sequence.steps == 0 {
            return if self.sequence.labels.is_empty() { A::zero() } else { A::infinity() };
        }
        self.end(&self.forwards())
    }

    /// The loss, from what leads to each place.
    fn end(&self, forwards: &[A]) -> A {
        let last = &forwards[forwards.len() - self.places()..];
        let label = if last.len() > 1 { last[last.len() - 2] } else { A::neg_infinity() };
        -log_sum([last[last.len() - 1], label, A::neg_infinity()])
    }

    /// The logarithm of the probability of all ways that lead to each place at each step.
    fn forwards(&self) -> Vec<A> {
        let places = self.places();
        let mut all = vec![A::neg_infinity(); self.sequence.steps * places];
        for (place, first) in all.iter_mut().enumerate().take(places.min(2)) {
            *first = self.log_prob(0, self.class(place));
        }
        for step in 1..self.sequence.steps {
            let (before, now) = all[(step - 1) * places..].split_at_mut(places);
            for place in 0..places {
                let from = |back: usize| if back > place { A::neg_infinity() } else { before[place - back] };
                let skipped = if self.may_skip(place) { from(2) } else { A::neg_infinity() };
                now[place] = log_sum([from(0), from(1), skipped]) + self.log_prob(step, self.class(place));
            }
        }
        all
    }

    /// The same of all ways that lead on from each place.
    fn backwards(&self) -> Vec<A> {
        let (places, steps) = (self.places(), self.sequence.steps);
        let mut all = vec![A::neg_infinity(); steps * places];
        for place in places.saturating_sub(2)..places {
            all[(steps - 1) * places + place] = self.log_prob(steps - 1, self.class(place));
        }
        for step in (0..steps - 1).rev() {
            let (now, after) = all[step * places..].split_at_mut(places);
            for (place, now) in now.iter_mut().enumerate() {
                let to = |on: usize| after[..places].get(place + on).copied().unwrap_or(A::neg_infinity());
                let may_skip = place + 2 < places && self.may_skip(place + 2);
                let skipped = if may_skip { to(2) } else { A::neg_infinity() };
                *now = log_sum([to(0), to(1), skipped]) + self.log_prob(step, self.class(place));
            }
        }
        all
    }

    fn gradient(&self, dy: A) -> Vec<A> {
        let (places, classes, steps) = (self.places(), self.ctc.classes, self.sequence.steps);
        let mut dx = zeros(steps * classes);
        // Nothing is added where nothing is wanted: an impossible sequence may have been left out.
        if steps == 0 || dy == A::zero() {
            return dx;
        }
        let (forwards, backwards) = (self.forwards(), self.backwards());
        let loss = self.end(&forwards);
        for (step, dx) in dx.chunks_exact_mut(classes).enumerate() {
            let mut through = vec![A::neg_infinity(); classes];
            // From the last place on, as PyTorch's sums are: there are many blanks, and each rounds.
            for place in (0..places).rev() {
                let at = step * places + place;
                let class = &mut through[self.class(place)];
                *class = log_sum([*class, forwards[at] + backwards[at], A::neg_infinity()]);
            }
            for (class, (dx, through)) in dx.iter_mut().zip(through).enumerate() {
                let log_prob = self.log_prob(step, class);
                if log_prob > A::neg_infinity() {
                    *dx = (log_prob.exp() - (through + loss - log_prob).exp()) * dy;
                }
            }
        }
        dx
    }
}

/// The logarithm of the sum of what these are the logarithms of.
fn log_sum<A: Float>(logs: [A; 3]) -> A {
    let max = logs[0].max(logs[1]).max(logs[2]);
    if max == A::neg_infinity() {
        return max;
    }
    logs.map(|log| (log - max).exp()).into_iter().sum::<A>().ln() + max
}
