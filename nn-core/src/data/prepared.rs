//! Batches that threads make ahead of whoever takes them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use super::work::{Outcome, Work};
use super::{Collate, Source};
use crate::error::{Error, Result};

/// The batches of one epoch, in order; made by [`Loader::batches_at`](super::Loader::batches_at). Each is a `Result`: the
/// error of a sample has its index, and the batches after it can still be taken.
///
/// Dropping it ends its threads: each finishes the sample that it is making, and no other.
///
/// # Panics
///
/// `next`, if the source or what puts the batch together panics, with the index of the sample.
pub struct Prepared<S: Source>
where
    S::Item: Collate,
{
    work: Arc<Work<S>>,
    next: usize,
    count: usize,
    workers: usize,
    prefetch: usize,
    threads: Option<Threads<<S::Item as Collate>::Batch>>,
}

impl<S: Source + 'static> Prepared<S>
where
    S::Item: Collate,
{
    pub(super) fn new(work: Work<S>, workers: usize, prefetch: usize) -> Self {
        let count = work.batches();
        Prepared { work: Arc::new(work), next: 0, count, workers, prefetch, threads: None }
    }

    /// The batches after the next `n`, which are not made. (The method of iterators of the same name would make the last of
    /// them in some cases.)
    pub fn skip(mut self, n: usize) -> Self {
        self.leave_out(n);
        self
    }

    fn leave_out(&mut self, n: usize) {
        if n > 0 {
            self.threads = None;
            self.next = self.next.saturating_add(n).min(self.count);
        }
    }

    /// The next batch from the thread that makes it, or made here if there are none.
    fn take(&mut self) -> Result<Outcome<<S::Item as Collate>::Batch>> {
        if self.workers == 0 {
            let batch = self.work.batch(self.next, &|| true);
            return Ok(batch.expect("a batch that is wanted is made"));
        }
        let threads = match self.threads.take() {
            Some(threads) => threads,
            None => Threads::start(&self.work, self.next, self.workers, self.prefetch)?,
        };
        Ok(self.threads.insert(threads).take())
    }
}

impl<S: Source + 'static> Iterator for Prepared<S>
where
    S::Item: Collate,
{
    type Item = Result<<S::Item as Collate>::Batch>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next == self.count {
            return None;
        }
        let taken = self.take();
        self.next += 1;
        match taken {
            Ok(Ok(batch)) => Some(batch),
            Ok(Err(panic)) => panic!("{panic}"),
            Err(error) => Some(Err(error)),
        }
    }

    /// The batch after `n` others, which are not made, unless a thread has done so already.
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.leave_out(n);
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.count - self.next;
        (left, Some(left))
    }
}

impl<S: Source + 'static> ExactSizeIterator for Prepared<S> where S::Item: Collate {}

/// Threads with a queue each: of `n`, every `n`-th batch comes from the same one.
struct Threads<B> {
    stop: Arc<AtomicBool>,
    queues: Vec<Receiver<Outcome<B>>>,
    handles: Vec<JoinHandle<()>>,
    next: usize,
}

impl<B: Send + 'static> Threads<B> {
    /// Threads that make the batches from a number on.
    fn start<S>(work: &Arc<Work<S>>, first: usize, workers: usize, prefetch: usize) -> Result<Self>
    where
        S: Source + 'static,
        S::Item: Collate<Batch = B>,
    {
        let mut threads = Threads { stop: Arc::default(), queues: Vec::new(), handles: Vec::new(), next: 0 };
        for worker in 0..workers.min(work.batches() - first) {
            // One more waits to be put into the queue.
            let (queue, taken) = sync_channel(prefetch - 1);
            let (work, stop) = (work.clone(), threads.stop.clone());
            let make = move || fill(&work, &queue, (first + worker..work.batches()).step_by(workers), &stop);
            let handle = Builder::new().name(format!("loader {worker}")).spawn(make);
            let handle = handle.map_err(|error| {
                Error::setting(format!("Loader: cannot start thread {worker} of {workers}: {error}"))
                    .with("workers", workers)
            })?;
            threads.queues.push(taken);
            threads.handles.push(handle);
        }
        Ok(threads)
    }

    fn take(&mut self) -> Outcome<B> {
        let queue = &self.queues[self.next];
        self.next = (self.next + 1) % self.queues.len();
        queue.recv().unwrap_or_else(|_| Err("a thread of the loader is gone".to_owned()))
    }
}

/// What a thread does: makes one batch after the other until there are no more, or nobody takes them.
fn fill<S: Source>(
    work: &Work<S>,
    queue: &SyncSender<Outcome<<S::Item as Collate>::Batch>>,
    numbers: impl Iterator<Item = usize>,
    stop: &AtomicBool,
) where
    S::Item: Collate,
{
    let goes_on = || !stop.load(Ordering::Relaxed);
    for number in numbers {
        let Some(batch) = work.batch(number, &goes_on) else { return };
        if queue.send(batch).is_err() {
            return;
        }
    }
}

impl<B> Drop for Threads<B> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the threads that wait for room in their queue.
        self.queues.clear();
        for handle in self.handles.drain(..) {
            // Panics are caught in `Work::batch`; one while unwinding would end the program.
            drop(handle.join());
        }
    }
}
