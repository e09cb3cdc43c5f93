//! The threads that compute: the caller of an operation, and helpers that stay awake for a moment after each.
//!
//! The operations of a step follow each other within microseconds, and to wake a sleeping thread takes tens of them, as many
//! as a short operation itself. A helper that is late is not waited for: the caller does its share.

use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::hint::spin_loop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, TryLockError};
use std::thread::{Builder, JoinHandle, park, yield_now};
use std::time::{Duration, Instant};

use rayon::prelude::*;

/// How long a helper waits for the next work before it sleeps: longer than what is between two operations of a step.
const AWAKE: Duration = Duration::from_micros(50);
/// How often the caller looks whether the helpers are done before it lets other threads run.
const LOOKS: usize = 2000;

/// A task for each number below a count.
type Task<'a> = &'a (dyn Fn(usize) + Sync);

thread_local! {
    /// Whether this thread is at a task, from which it calls for no help.
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Calls `task` with each number below `count`, on as many threads as rayon's pool has. Neighbouring numbers are of one thread,
/// and of the same one in the next call, as long as none is idle.
pub(super) fn all(count: usize, task: Task<'_>) {
    static TEAM: OnceLock<Team> = OnceLock::new();
    let threads = rayon::current_num_threads();
    if count < 2 || threads == 1 || AT_WORK.get() {
        return (0..count).for_each(task);
    }
    // Who computes in a pool of rayon's says so with which threads.
    let in_pool = rayon::current_thread_index().is_some();
    if in_pool || !TEAM.get_or_init(|| Team::new(threads)).run(count, task) {
        (0..count).into_par_iter().for_each(task);
    }
}

/// A caller at a time, and its helpers.
struct Team {
    caller: Mutex<()>,
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<()>>,
}

struct Shared {
    round: Round,
    work: UnsafeCell<Option<Work>>,
    /// For each thread, the caller's first, how many of its share were begun.
    begun: Box<[Line<AtomicUsize>]>,
    asleep: Box<[Line<AtomicBool>]>,
    is_over: AtomicBool,
    /// With what a task of this round panicked.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

/// Alone in its cache line, as it is written by one thread while others write theirs.
#[repr(align(128))]
#[derive(Default)]
struct Line<T>(T);

#[derive(Clone, Copy)]
struct Work {
    count: usize,
    /// Borrowed from the caller, who stays until no helper is at work.
    task: Task<'static>,
}

// SAFETY: `work` is written by the caller while no helper is at work and none can begin, and read by those at work, which
// is what `Round` counts; what it refers to is `Sync`. All else is.
unsafe impl Sync for Shared {}

impl Team {
    fn new(threads: usize) -> Self {
        let shared = Arc::new(Shared {
            round: Round::default(),
            work: UnsafeCell::new(None),
            begun: (0..threads).map(|_| Line::default()).collect(),
            asleep: (1..threads).map(|_| Line::default()).collect(),
            is_over: AtomicBool::new(false),
            panic: Mutex::new(None),
        });
        let helpers = (1..threads).map_while(|number| {
            let shared = Arc::clone(&shared);
            Builder::new().name(format!("nn-core {number}")).spawn(move || shared.help(number)).ok()
        });
        Team { helpers: helpers.collect(), caller: Mutex::new(()), shared }
    }

    /// Calls `task` with each number below `count`; not at all if another thread is the caller now.
    fn run(&self, count: usize, task: Task<'_>) -> bool {
        let caller = match self.caller.try_lock() {
            Err(TryLockError::WouldBlock) => return false,
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(error)) => error.into_inner(),
        };
        // SAFETY: nobody uses it when this function has returned or panicked, which it does only when no helper is at work.
        let task = unsafe { std::mem::transmute::<Task<'_>, Task<'static>>(task) };
        // SAFETY: the last round is over, so that no helper reads it.
        unsafe { *self.shared.work.get() = Some(Work { count, task }) };
        self.shared.begun.iter().for_each(|begun| begun.0.store(0, Relaxed));
        let helpers = self.helpers.len().min(count - 1);
        self.shared.round.open(helpers);
        self.wake(helpers);
        self.shared.work_as(0);
        self.shared.round.close();
        let panic = self.shared.panic.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(caller);
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
        true
    }

    /// Wakes those of the first helpers that sleep.
    fn wake(&self, helpers: usize) {
        for (helper, asleep) in self.helpers.iter().zip(&self.shared.asleep).take(helpers) {
            if asleep.0.load(SeqCst) {
                helper.thread().unpark();
            }
        }
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        self.shared.is_over.store(true, SeqCst);
        for helper in self.helpers.drain(..) {
            helper.thread().unpark();
            drop(helper.join());
        }
    }
}

impl Shared {
    /// Takes part in one round after the other.
    fn help(&self, number: usize) {
        let mut last = 0;
        while let Some(round) = self.next(number, last) {
            if self.round.enter() {
                self.work_as(number);
                self.round.leave();
            }
            last = round;
        }
    }

    /// Waits for a round behind the last one; for a while awake, then asleep.
    fn next(&self, number: usize, last: u64) -> Option<u64> {
        let asleep = &self.asleep[number - 1].0;
        let found = || self.round.number_if_open().filter(|round| *round != last);
        let start = Instant::now();
        loop {
            for _ in 0..64 {
                if let Some(round) = found() {
                    return Some(round);
                }
                spin_loop();
            }
            if start.elapsed() < AWAKE {
                continue;
            }
            asleep.store(true, SeqCst);
            // Who opens a round looks afterwards who sleeps, and this thread at the round, so that one sees the other.
            while found().is_none() && !self.is_over.load(SeqCst) {
                park();
            }
            asleep.store(false, SeqCst);
            if self.is_over.load(SeqCst) {
                return None;
            }
        }
    }

    /// Does this thread's share, then what is left of the others'.
    fn work_as(&self, thread: usize) {
        // SAFETY: the caller wrote it before the round began, and writes it again when this thread is done.
        let Some(Work { count, task }) = (unsafe { *self.work.get() }) else { return };
        let before = AT_WORK.replace(true);
        let threads = self.begun.len();
        let shares = (thread..threads).chain(0..thread);
        let work = || {
            for share in shares {
                let (first, end) = (share * count / threads, (share + 1) * count / threads);
                let next = || first + self.begun[share].0.fetch_add(1, Relaxed);
                std::iter::repeat_with(next).take_while(|i| *i < end).for_each(task);
            }
        };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(work)) {
            *self.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
        }
        AT_WORK.set(before);
    }
}

/// The number of a round, how many helpers may still begin, and how many are at work: in one word, so that none begins when
/// the round is closed.
#[derive(Default)]
struct Round(AtomicU64);

/// One helper at work, one that may begin, and one round.
const INSIDE: u64 = 1;
const SEAT: u64 = 1 << 16;
const NUMBER: u64 = 1 << 32;

impl Round {
    /// Begins a round. What was written before is seen by those who enter.
    fn open(&self, helpers: usize) {
        let number = (self.0.load(Relaxed) / NUMBER).wrapping_add(1);
        self.0.store(number.wrapping_mul(NUMBER) + helpers as u64 * SEAT, SeqCst);
    }

    /// Lets no more helpers begin, and waits for those at work. What they wrote is seen.
    fn close(&self) {
        self.0.fetch_and(!(NUMBER - SEAT), Relaxed);
        let mut looks = 0;
        while self.0.load(Acquire) & (SEAT - 1) > 0 {
            looks += 1;
            if looks < LOOKS { spin_loop() } else { yield_now() }
        }
    }

    fn number_if_open(&self) -> Option<u64> {
        let state = self.0.load(SeqCst);
        (state % NUMBER >= SEAT).then_some(state / NUMBER)
    }

    fn enter(&self) -> bool {
        let seated = |state: u64| (state % NUMBER >= SEAT).then(|| state - SEAT + INSIDE);
        self.0.fetch_update(Acquire, Relaxed, seated).is_ok()
    }

    fn leave(&self) {
        self.0.fetch_sub(INSIDE, Release);
    }
}

#[cfg(test)]
mod tests;
