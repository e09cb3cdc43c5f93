//! Large buffers are kept for the next step instead of going back to the operating system, whose fresh pages
//! cost more than the arithmetic that fills them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Element;
use crate::kernels::huge_pages;

/// Below this many elements the allocator is faster than the pool.
const SMALL: usize = 8 * 1024;
/// What a pool may hold, in bytes: past that it lets go of everything and starts anew.
const LIMIT: usize = 384 * 1024 * 1024;
/// A buffer is taken for a length if it has room for that and for no more than so many times as much, and a new one
/// takes the place of one that has not quite enough. Where each step has other lengths, the buffers of one serve the
/// next so, instead of waiting for their own length: the pool holds little more than what one step needs.
const ROOM: usize = 2;

/// Buffers of one element type that are waiting for reuse.
#[derive(Debug)]
pub struct Pool<A> {
    state: Mutex<State<A>>,
}

/// The buffers in the order of their room, of the same room the last one first. There are few of them, so that a list
/// is as fast as a tree, which would be compiled for each element type.
#[derive(Debug)]
struct State<A> {
    buffers: Vec<Vec<A>>,
    /// The bytes of the buffers.
    held: usize,
    /// The rooms of buffers that were taken and did not come back, in order, with the number of each. A buffer that is none of
    /// them was made elsewhere, as the batches of a program are: to keep it would be to hold more with each step.
    taken: Vec<(usize, usize)>,
}

/// So many different rooms are noted. Whoever takes ever other ones for good makes the pool forget them all.
const NOTED: usize = 1024;

impl<A: Element> Pool<A> {
    pub(super) const fn new() -> Self {
        Pool { state: Mutex::new(State { buffers: Vec::new(), held: 0, taken: Vec::new() }) }
    }

    /// A buffer of `len` elements whose contents are unspecified.
    #[inline]
    pub(super) fn take(&self, len: usize) -> Vec<A> {
        if len < SMALL { vec![A::default(); len] } else { self.take_large(len) }
    }

    fn take_large(&self, len: usize) -> Vec<A> {
        let found = self.lock().take(len);
        let Some(mut buffer) = found else { return fresh(len) };
        // Writes only where the buffer was shorter before.
        buffer.resize(len, A::default());
        buffer
    }

    #[inline]
    pub(super) fn give(&self, buffer: Vec<A>) {
        if buffer.capacity() >= SMALL {
            self.give_large(buffer);
        }
    }

    fn give_large(&self, buffer: Vec<A>) {
        // What is not kept is freed when the lock is open again.
        let _not_kept = self.lock().give(buffer);
    }

    fn lock(&self) -> MutexGuard<'_, State<A>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A> State<A> {
    /// The buffer with the least room that is enough, of several the one that was given last.
    fn take(&mut self, len: usize) -> Option<Vec<A>> {
        let first = self.first_of(len);
        if self.buffers.get(first).is_some_and(|buffer| buffer.capacity() <= len.saturating_mul(ROOM)) {
            let buffer = self.remove(first);
            self.note(buffer.capacity());
            return Some(buffer);
        }
        self.make_place(len);
        self.note(len);
        None
    }

    /// Where the buffers begin that have room for `len` elements.
    fn first_of(&self, len: usize) -> usize {
        self.buffers.partition_point(|buffer| buffer.capacity() < len)
    }

    /// Lets go of the buffer that a new one of this length will replace.
    fn make_place(&mut self, len: usize) {
        let end = self.first_of(len);
        if end > self.first_of(len / ROOM) {
            self.remove(end - 1);
        }
    }

    fn remove(&mut self, place: usize) -> Vec<A> {
        let buffer = self.buffers.remove(place);
        self.held -= bytes(&buffer);
        buffer
    }

    /// Keeps a buffer that was taken, and gives back what is not kept: any other, or those before where they are too many.
    fn give(&mut self, buffer: Vec<A>) -> Vec<Vec<A>> {
        if !self.was_taken(buffer.capacity()) || bytes(&buffer) > LIMIT {
            return vec![buffer];
        }
        let mut not_kept = Vec::new();
        if self.held + bytes(&buffer) > LIMIT {
            not_kept = std::mem::take(&mut self.buffers);
            self.held = 0;
        }
        self.held += bytes(&buffer);
        self.buffers.insert(self.first_of(buffer.capacity()), buffer);
        not_kept
    }

    fn note(&mut self, room: usize) {
        match self.taken.binary_search_by_key(&room, |(room, _)| *room) {
            Ok(place) => self.taken[place].1 += 1,
            Err(_) if self.taken.len() == NOTED => self.taken = vec![(room, 1)],
            Err(place) => self.taken.insert(place, (room, 1)),
        }
    }

    /// Whether a buffer with this room was taken, which has come back then.
    fn was_taken(&mut self, room: usize) -> bool {
        let Ok(place) = self.taken.binary_search_by_key(&room, |(room, _)| *room) else { return false };
        self.taken[place].1 -= 1;
        if self.taken[place].1 == 0 {
            self.taken.remove(place);
        }
        true
    }
}

fn fresh<A: Element>(len: usize) -> Vec<A> {
    let mut buffer = vec![A::default(); len];
    huge_pages::advise(&mut buffer);
    buffer
}

fn bytes<A>(buffer: &Vec<A>) -> usize {
    buffer.capacity() * size_of::<A>()
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;

    fn held<A>(pool: &Pool<A>) -> usize {
        let state = pool.state.lock().unwrap();
        assert_eq!(state.buffers.iter().map(bytes).sum::<usize>(), state.held);
        state.held
    }

    /// Gives buffers full of these values that were taken before.
    fn fill<A: Element>(pool: &Pool<A>, buffers: &[(A, usize)]) {
        let taken: Vec<_> = buffers.iter().map(|(_, len)| pool.take(*len)).collect();
        for (mut buffer, (value, _)) in taken.into_iter().zip(buffers) {
            buffer.fill(*value);
            pool.give(buffer);
        }
    }

    #[test]
    fn a_large_buffer_comes_back_and_a_small_one_does_not() {
        let pool = Pool::<f32>::new();
        fill(&pool, &[(7.0, SMALL), (7.0, SMALL - 1)]);
        assert_eq!(pool.take(SMALL)[0], 7.0);
        assert_eq!(pool.take(SMALL)[0], 0.0);
        assert_eq!(pool.take(SMALL - 1)[0], 0.0);
    }

    #[test]
    fn the_nearest_room_is_taken_and_of_equal_ones_the_last() {
        let pool = Pool::<f32>::new();
        fill(&pool, &[(1.0, SMALL + 2), (2.0, SMALL), (3.0, SMALL), (4.0, 2 * SMALL + 1)]);
        let take = |len| {
            let buffer = pool.take(len);
            assert_eq!(buffer.len(), len);
            buffer[0]
        };
        assert_eq!([take(SMALL), take(SMALL), take(SMALL), take(SMALL)], [3.0, 2.0, 1.0, 0.0]);
        assert_eq!(held(&pool), 4 * (2 * SMALL + 1));
    }

    #[test]
    fn a_new_buffer_replaces_one_that_is_a_bit_too_short() {
        let pool = Pool::<f32>::new();
        fill(&pool, &[(1.0, SMALL), (2.0, 4 * SMALL)]);
        pool.give(pool.take(SMALL + 1));
        assert_eq!(held(&pool), 4 * (5 * SMALL + 1));
    }

    #[test]
    fn steps_of_other_lengths_hold_little_more_than_one() {
        let (pool, mut rng) = (Pool::<f64>::new(), crate::init::rng(0));
        let mut largest = 0;
        for _ in 0..2000 {
            let len = rng.random_range(SMALL..20 * SMALL);
            let step: Vec<_> = (1..=4).map(|layer| pool.take(len * 4 / layer)).collect();
            largest = largest.max(step.iter().map(bytes).sum());
            step.into_iter().for_each(|buffer| pool.give(buffer));
        }
        assert!(held(&pool) <= 2 * largest, "{} bytes after steps of {largest}", held(&pool));
    }

    #[test]
    fn steps_of_the_same_length_hold_what_one_needs() {
        let pool = Pool::<f32>::new();
        let lens = [SMALL, 5 * SMALL / 4, 3 * SMALL, SMALL];
        for _ in 0..10 {
            let step: Vec<_> = lens.iter().map(|len| pool.take(*len)).collect();
            step.into_iter().for_each(|buffer| pool.give(buffer));
        }
        assert_eq!(held(&pool), 4 * lens.iter().sum::<usize>());
    }

    #[test]
    fn there_is_a_limit() {
        let pool = Pool::<bool>::new();
        fill(&pool, &[(true, LIMIT / 3); 5]);
        assert!(held(&pool) <= LIMIT);
        fill(&pool, &[(true, LIMIT + 1)]);
        assert!(held(&pool) <= LIMIT);
    }

    #[test]
    fn what_was_made_elsewhere_is_not_kept() {
        let pool = Pool::<f32>::new();
        for _ in 0..10 {
            let of_the_step = pool.take(3 * SMALL);
            pool.give(vec![1.0; 2 * SMALL]);
            pool.give(of_the_step);
        }
        assert_eq!(held(&pool), 4 * 3 * SMALL);
    }

    #[test]
    fn what_is_noted_has_a_limit() {
        let pool = Pool::<f32>::new();
        let kept: Vec<_> = (0..NOTED + 10).map(|i| pool.take(SMALL + i)).collect();
        assert!(pool.lock().taken.len() <= NOTED);
        kept.into_iter().for_each(|buffer| pool.give(buffer));
        assert!(pool.lock().taken.is_empty());
    }
}
