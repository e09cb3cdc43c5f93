//! Gradients that are summed up over the ranks while the backward pass goes on.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::batch::{Batch, Shard};
use super::buckets::buckets;
use super::call::Call;
use super::flat::{Flat, Part, added, multiple_of};
use super::gradients::backward;
use super::layout::Layout;
use super::report::{Own, Report, facts};
use super::tree;
use super::world::World;
use crate::autodiff::{Gradients, ParamGradient};
use crate::error::Result;
use crate::module::Module;
use crate::storage::Float;
use crate::tensor::Tensor;

impl World {
    /// Like [`gradients`](World::gradients), to the bit, but the ranks sum up gradients while the backward pass of each one's
    /// last shard still goes on, as PyTorch's `DistributedDataParallel` does: for ranks on several machines, whose network
    /// would let the processors wait. What it is worth stands [here](super#how-it-scales).
    ///
    /// ```
    /// use nn_core::collective::{Batch, threads};
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let same = threads(2, |world| {
    ///     let model = (Linear::new(2, 4, &mut rng(0)), Relu, Linear::new(4, 1, &mut rng(1)));
    ///     let batch = Batch::new([3, 1, 4, 1, 5, 9, 2, 6], 7, 0);
    ///     let loss = |shard: &nn_core::collective::Shard<'_>| {
    ///         let x = Tensor::from_fn([shard.samples().len(), 2], |[i, j]| shard.samples()[i] as f32 - j as f32);
    ///         model.forward(shard.tape().input(x)).mean()
    ///     };
    ///     let (_, overlapped) = world.overlapped_gradients(&model, &batch, loss)?;
    ///     let (_, one_after_the_other) = world.gradients(&model, &batch, loss)?;
    ///     let weight = |gradients: &Gradients| gradients.get(&model.0.weight).map(Tensor::into_vec);
    ///     Ok(weight(&overlapped) == weight(&one_after_the_other))
    /// })?;
    /// assert_eq!(same, [true, true]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The shards run on a thread of their own while this one speaks to the other ranks, so `loss` must make no calls of the
    /// world. Gradients go out in buckets of 512 KiB, in the reverse order of declaration, each once the backward pass has given all
    /// that it holds: in a model that declares its parameters in the order in which it uses them, the last ones first. All trained
    /// parameters are sent, those that took part on no rank as zeros.
    ///
    /// # Errors
    ///
    /// As [`gradients`](World::gradients). The ranks compare model and batch before they send the first bucket, and meet at each.
    ///
    /// # Panics
    ///
    /// If the loss of a shard panics, with the same panic.
    #[doc(alias = "DistributedDataParallel")]
    pub fn overlapped_gradients<A: Float>(
        &self,
        model: &dyn Module,
        batch: &Batch,
        loss: impl FnMut(&Shard<'_>) -> Tensor<0, A> + Send,
    ) -> Result<(f64, Gradients)> {
        if self.size() == 1 {
            return self.gradients(model, batch, loss);
        }
        self.check_batch(batch)?;
        let layout = Layout::of(model);
        let (sender, receiver) = channel();
        let (computed, sum) = thread::scope(|scope| {
            let computing = scope.spawn(|| self.compute(&layout, batch, loss, sender));
            let sum = self.sum_as_they_come(&layout, batch, &receiver);
            (computing.join(), sum)
        });
        // Why the own shards have failed says more than that there is no sum.
        let own = computed.unwrap_or_else(|panic| resume_unwind(panic))?;
        let sum = sum?;
        let report = Report::of_all(self, Call::Overlapped, batch, &layout, own)?;
        Ok(report.with(sum, &layout, batch))
    }

    /// Runs this rank's shards, and hands over the sums of each parameter as soon as the backward pass of the last shard is
    /// done with it.
    fn compute<A: Float>(
        &self,
        layout: &Layout,
        batch: &Batch,
        mut loss: impl FnMut(&Shard<'_>) -> Tensor<0, A>,
        to: Sender<Finished>,
    ) -> Result<Own> {
        let (mut own, shards) = (Own::new(layout), self.shards_of(self.rank()));
        let (nodes, last) = (tree::nodes(self.shards(), &shards), shards.end - 1);
        let mut compute = |shard: &Shard<'_>| backward(loss(shard));
        let before = self.partial_sums(shards.start..last, layout, batch, &mut own, &mut compute)?;
        let mut sums = Sums { nodes, before, last, is_open: vec![true; layout.params.len()], to };
        let shard = batch.shard(last, self.shards());
        let (value, rest, result) = match shard.samples() {
            [] => (0.0, Gradients::new(), Ok(())),
            _ => sums.last_backward(layout, loss(&shard), batch.share(&shard), &mut own.used),
        };
        own.note(layout, &shard, value, &rest)?;
        result?;
        sums.finish_all();
        Ok(own)
    }

    /// Sums up bucket after bucket, each once all that it holds is there.
    fn sum_as_they_come(&self, layout: &Layout, batch: &Batch, from: &Receiver<Finished>) -> Result<Flat> {
        self.agree(Call::Overlapped, facts(self, batch, layout))?;
        let nodes = tree::nodes(self.shards(), &self.shards_of(self.rank())).into_iter();
        let mut partial: Vec<_> = nodes.map(|node| (node, Flat::empty(layout))).collect();
        let mut is_there = vec![false; layout.params.len()];
        for bucket in buckets(layout, (0..layout.params.len()).rev()) {
            while bucket.pieces.iter().any(|piece| !is_there[piece.param]) {
                // If the own shards have failed, nobody looks at the sum.
                let Some(Finished { param, sums }) = next(from) else { return Ok(partial.swap_remove(0).1) };
                partial.iter_mut().zip(sums).for_each(|((_, flat), sum)| flat.set(param, sum));
                is_there[param] = true;
            }
            self.meet(Call::Bucket, 0, 0)?;
            self.sum_bucket(layout, &bucket, &mut partial)?;
        }
        Ok(partial.swap_remove(0).1)
    }
}

/// The sums of a parameter's gradients over this rank's shards, by the nodes of the tree.
struct Finished {
    param: usize,
    sums: Vec<Part>,
}

/// The next that is finished, or none if there will be no more. A thread of rayon's, whose pool the shards compute with, takes
/// up their work meanwhile.
fn next(from: &Receiver<Finished>) -> Option<Finished> {
    if rayon::current_thread_index().is_none() {
        return from.recv().ok();
    }
    loop {
        match from.recv_timeout(Duration::from_micros(100)) {
            Ok(finished) => return Some(finished),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => drop(rayon::yield_now()),
        }
    }
}

/// The sums over this rank's shards, of which the last is to come.
struct Sums {
    /// The nodes of all of them.
    nodes: Vec<Range<usize>>,
    /// The sums over those before the last, by the nodes of these.
    before: Vec<(Range<usize>, Flat)>,
    last: usize,
    /// The parameters whose sums are not handed over.
    is_open: Vec<bool>,
    to: Sender<Finished>,
}

impl Sums {
    /// Goes back through the last shard, which has this share of the samples. Gives its loss, what there is beside the
    /// gradients of parameters, and whether these are the model's.
    fn last_backward<A: Float>(
        &mut self,
        layout: &Layout,
        loss: Tensor<0, A>,
        share: f64,
        used: &mut [bool],
    ) -> (f64, Gradients, Result<()>) {
        let (value, mut result) = (loss.item().to_double(), Ok(()));
        let mut finish = |gradient: ParamGradient| {
            let (param, part) = multiple_of(layout, gradient, share)?;
            used[param] = true;
            self.finish(param, Some(part));
            Ok(())
        };
        let rest = loss.backward_each(&mut |gradient| {
            if result.is_ok() {
                result = finish(gradient);
            }
        });
        (value, rest, result)
    }

    /// Hands over what took no part in the last shard.
    fn finish_all(&mut self) {
        for param in 0..self.is_open.len() {
            if self.is_open[param] {
                self.finish(param, None);
            }
        }
    }

    /// Hands over the sums of a parameter, whose part in the last shard this is: added up in the order of the tree.
    fn finish(&mut self, param: usize, of_last: Part) {
        self.is_open[param] = false;
        let before = self.before.iter_mut().map(|(node, flat)| (node.clone(), flat.take(param)));
        let mut parts = before.chain([(self.last..self.last + 1, of_last)]);
        let sums = self.nodes.iter().map(|node| tree::total(node, &mut parts, &added)).collect();
        // Nobody receives it if the ranks could not go on, which is said there.
        let _ = self.to.send(Finished { param, sums });
    }
}
