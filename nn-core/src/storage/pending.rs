//! Elements that are computed where somebody looks at them: a chain of functions of single elements becomes one pass over
//! the memory instead of one for each function.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::buffer::Buffer;
use super::view::Runs;
use super::{Element, scratch};
use crate::kernels::stream::written;

/// How many elements are computed at a time: what is between two functions stays in the first-level cache.
pub(crate) const PIECE: usize = 1024;

/// How elements are computed.
pub(crate) trait Compute<A: Element>: Debug + Send + Sync {
    /// Writes the elements from the one at `at` on, as many as there is place for, which are [as many as
    /// allowed](Self::at_a_time) at most.
    fn write(&self, at: usize, to: &mut [A]);

    /// How many elements are written at a time at most: many, where nothing is between two functions.
    fn at_a_time(&self) -> usize {
        PIECE
    }

    /// The number of functions by which an element is computed.
    fn steps(&self) -> usize;

    /// Whether the elements are computed anew as fast as they are read.
    fn is_cheap(&self) -> bool;

    /// Where the elements are, if they are there already in another order.
    fn as_runs(&self) -> Option<&Runs<A>> {
        None
    }

    /// All elements, if that is faster than a piece at a time.
    fn at_once(&self) -> Option<Vec<A>> {
        None
    }

    /// Whether the elements are computed [together](Self::together).
    fn is_together(&self) -> bool {
        false
    }

    /// All elements, if they are computed together rather than a piece at a time; what is done with them then, `finish` does
    /// piece by piece, while they are in the caches.
    fn together(&self, _finish: Finish<'_, A>) -> Option<Vec<A>> {
        None
    }
}

/// What is done with a piece of the elements, of [`PIECE`] at most, behind its first one's place.
pub(crate) type Finish<'a, A> = &'a (dyn Fn(usize, &mut [A]) + Sync);

/// So many elements, computed once.
#[derive(Debug)]
pub(super) struct Pending<A: Element> {
    len: usize,
    /// Nothing once the elements are there, so that the operands are free.
    how: Mutex<Option<Arc<dyn Compute<A>>>>,
    elements: OnceLock<Buffer<A>>,
}

impl<A: Element> Pending<A> {
    pub(super) fn new(len: usize, how: Arc<dyn Compute<A>>) -> Self {
        Pending { len, how: Mutex::new(Some(how)), elements: OnceLock::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How the elements are computed, if nobody has looked at them.
    pub(super) fn how(&self) -> Option<Arc<dyn Compute<A>>> {
        self.lock().clone()
    }

    /// The elements, if somebody has looked at them.
    pub(super) fn held(&self) -> Option<&Buffer<A>> {
        self.elements.get()
    }

    pub(super) fn as_slice(&self) -> &[A] {
        self.computed().as_slice()
    }

    pub(super) fn computed(&self) -> &Buffer<A> {
        // No thread waits for another that computes the same elements: while it computes, it may take up work that looks at
        // them, and would wait for itself. Two that come at once both compute, and one result is dropped.
        if let Some(how) = self.how() {
            let elements = Buffer::new(computed(&*how, self.len));
            let _ = self.elements.set(elements);
            let done = self.lock().take();
            drop(done);
        }
        self.elements.get().expect("elements are there before it is forgotten how they are computed")
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [A] {
        self.as_slice();
        self.elements.get_mut().expect("just computed").as_mut_slice()
    }

    pub(super) fn into_vec(mut self) -> Vec<A> {
        self.as_slice();
        self.elements.get_mut().expect("just computed").take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<dyn Compute<A>>>> {
        self.how.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All elements.
fn computed<A: Element>(how: &dyn Compute<A>, len: usize) -> Vec<A> {
    if let Some(all) = how.together(&|_, _| {}).or_else(|| how.at_once()) {
        return all;
    }
    let mut all = scratch(len);
    written(&mut all, &|at, part| write_pieces(how, at, part));
    all
}

/// Elements to be read in any order.
pub(crate) enum Elements<'a, A: Element> {
    /// In memory.
    Held(&'a [A]),
    /// Computed where they are read.
    Pending(Arc<dyn Compute<A>>),
}

impl<A: Element> Elements<'_, A> {
    /// Writes the elements from the one at `at` on, as many as there is place for.
    pub(crate) fn write(&self, at: usize, to: &mut [A]) {
        match self {
            Elements::Held(x) => to.copy_from_slice(&x[at..at + to.len()]),
            Elements::Pending(how) => write_pieces(&**how, at, to),
        }
    }

    /// Calls `f` with the elements from the one at `at` on, so many of them, a piece after another, and with the number of
    /// those before each.
    pub(crate) fn read(&self, at: usize, len: usize, mut f: impl FnMut(usize, &[A])) {
        match self {
            Elements::Held(x) => f(0, &x[at..at + len]),
            Elements::Pending(how) => {
                let mut piece = [A::default(); PIECE];
                for first in (0..len).step_by(PIECE) {
                    let piece = &mut piece[..PIECE.min(len - first)];
                    how.write(at + first, piece);
                    f(first, piece);
                }
            }
        }
    }
}

fn write_pieces<A: Element>(how: &dyn Compute<A>, at: usize, to: &mut [A]) {
    let size = how.at_a_time();
    to.chunks_mut(size).enumerate().for_each(|(i, piece)| how.write(at + i * size, piece));
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    /// Ones, whose computation begins with a look at the same elements: what a thread does that takes up other work meanwhile.
    #[derive(Debug, Default)]
    struct LooksAtItself {
        own: OnceLock<Arc<Pending<f32>>>,
        looked: OnceLock<()>,
    }

    impl Compute<f32> for LooksAtItself {
        fn write(&self, _at: usize, to: &mut [f32]) {
            if self.looked.set(()).is_ok() {
                let own = self.own.get().expect("set before anybody looks");
                assert_eq!(own.as_slice().len(), own.len());
            }
            to.fill(1.0);
        }

        fn steps(&self) -> usize {
            1
        }

        fn is_cheap(&self) -> bool {
            true
        }
    }

    #[test]
    fn a_thread_does_not_wait_for_itself() {
        let (done, is_done) = mpsc::channel();
        std::thread::spawn(move || {
            let how = Arc::new(LooksAtItself::default());
            let pending = Arc::new(Pending::new(3 * PIECE + 5, how.clone() as Arc<dyn Compute<f32>>));
            how.own.set(pending.clone()).expect("set once");
            done.send(pending.as_slice().to_vec()).expect("somebody waits");
        });
        let elements = is_done.recv_timeout(Duration::from_secs(60)).expect("it waits for itself");
        assert_eq!(elements, [1.0; 3 * PIECE + 5]);
    }
}
