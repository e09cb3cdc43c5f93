//! Large buffers are kept for the next step instead of going back to the operating system, whose fresh pages
//! cost more than the arithmetic that fills them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Element;

/// Below this many elements the allocator is faster than the pool.
const SMALL: usize = 8 * 1024;
/// What a pool may hold, in elements: past that it lets go of everything and starts anew, so that a program
/// whose sizes change does not keep the old ones.
const LIMIT: usize = 96 * 1024 * 1024;

/// Buffers of one element type that are waiting for reuse, by length.
#[derive(Debug)]
pub struct Pool<A> {
    state: Mutex<Option<State<A>>>,
}

#[derive(Debug)]
struct State<A> {
    by_len: HashMap<usize, Vec<Vec<A>>>,
    held: usize,
}

impl<A: Element> Pool<A> {
    pub(super) const fn new() -> Self {
        Pool { state: Mutex::new(None) }
    }

    /// A buffer of `len` elements whose contents are unspecified.
    pub(super) fn take(&self, len: usize) -> Vec<A> {
        if len < SMALL {
            return vec![A::default(); len];
        }
        let mut guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = guard.as_mut()
            && let Some(buffer) = state.by_len.get_mut(&len).and_then(Vec::pop)
        {
            state.held -= len;
            return buffer;
        }
        drop(guard);
        vec![A::default(); len]
    }

    pub(super) fn give(&self, buffer: Vec<A>) {
        let len = buffer.len();
        if !(SMALL..=LIMIT).contains(&len) {
            return;
        }
        let mut guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = guard.get_or_insert_with(|| State { by_len: HashMap::new(), held: 0 });
        if state.held + len > LIMIT {
            state.by_len.clear();
            state.held = 0;
        }
        state.held += len;
        state.by_len.entry(len).or_default().push(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_buffer_comes_back_and_a_small_one_does_not() {
        let pool = Pool::<f32>::new();
        pool.give(vec![7.0; SMALL]);
        pool.give(vec![7.0; SMALL - 1]);
        assert_eq!(pool.take(SMALL)[0], 7.0);
        assert_eq!(pool.take(SMALL)[0], 0.0);
        assert_eq!(pool.take(SMALL - 1)[0], 0.0);
    }
}
