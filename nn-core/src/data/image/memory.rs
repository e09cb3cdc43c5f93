//! A limit on what all threads together hold.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::limits::MOST_PIXELS;

/// The pixels that may be decoded at a time: as many as the largest picture has, so that several small ones go in
/// parallel and the largest one by one.
pub(in crate::data) struct Memory {
    free: Mutex<usize>,
    freed: Condvar,
}

/// Pixels that are in use until this is dropped.
pub(in crate::data) struct Taken<'a> {
    memory: &'a Memory,
    pixels: usize,
}

impl Memory {
    pub(in crate::data) const fn new() -> Self {
        Memory { free: Mutex::new(MOST_PIXELS), freed: Condvar::new() }
    }

    /// Waits until there is room for these pixels, of which there must not be more than a picture may have.
    pub(in crate::data) fn take(&self, pixels: usize) -> Taken<'_> {
        let waited = self.freed.wait_while(self.free(), |free| *free < pixels);
        *waited.unwrap_or_else(PoisonError::into_inner) -= pixels;
        Taken { memory: self, pixels }
    }

    fn free(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.memory.free() += self.pixels;
        self.memory.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn all_threads_together_hold_no_more_than_the_limit() {
        let (memory, held) = (Memory::new(), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for i in 1..=8 {
                let (memory, held) = (&memory, &held);
                scope.spawn(move || {
                    for pixels in [MOST_PIXELS / i, MOST_PIXELS, MOST_PIXELS / 3] {
                        let _taken = memory.take(pixels);
                        assert!(held.fetch_add(pixels, Ordering::SeqCst) + pixels <= MOST_PIXELS);
                        std::thread::yield_now();
                        held.fetch_sub(pixels, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(*memory.free(), MOST_PIXELS);
    }
}
