//! The comparison of what is said of a model with what it does.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use nn_core::shape::{Message, Shape};

thread_local! {
    /// The line of the last panic.
    static LINE: Cell<u32> = const { Cell::new(0) };
    /// Whether a model runs, which may panic.
    static RUNS: Cell<bool> = const { Cell::new(false) };
}

/// How many models were compared.
pub struct Agreement {
    fits: usize,
    misfits: usize,
    /// What differs.
    differences: Vec<String>,
}

impl Agreement {
    pub fn new() -> Self {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            LINE.set(info.location().map_or(0, |place| place.line()));
            if !RUNS.get() {
                usual(info);
            }
        }));
        Agreement { fits: 0, misfits: 0, differences: Vec::new() }
    }

    /// A model, with what its spec says, what it gives and what its trace gives for a batch.
    pub fn add<const N: usize>(
        &mut self,
        name: &str,
        input: &[usize; N],
        said: Result<Shape, Message>,
        run: impl Fn(usize, &[usize; N]) -> Vec<usize>,
        trace: impl Fn(usize, &[usize; N]) -> nn_core::Result<Vec<usize>>,
    ) {
        let ran = [2, 5].map(|batch| guarded(|| run(batch, input)));
        let traced = [2, 5].map(|batch| guarded(|| trace(batch, input)).ok()?.ok());
        let difference = match &said {
            Ok(shape) => {
                self.fits += 1;
                fits(shape, &ran)
                    .or_else(|| (!is_traced(&ran, &traced)).then(|| "the trace differs".to_owned()))
            }
            Err(message) => {
                self.misfits += 1;
                misfits(message, &ran)
            }
        };
        if let Some(difference) = difference {
            self.differences.push(format!(
                "{name} of {input:?}: {difference}\n  said {said:?}\n  ran {ran:?}\n  traced {traced:?}"
            ));
        }
    }

    pub fn finish(self) {
        let _ = std::panic::take_hook();
        let Agreement { fits, misfits, differences } = self;
        println!("{fits} fit, {misfits} do not, {} differ", differences.len());
        assert!(differences.is_empty(), "{}", differences.join("\n"));
        assert!(fits > 20 && misfits > 20, "{fits} fit and {misfits} do not: too few of one kind");
    }
}

/// What a model gives, or the line that panics.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, u32> {
    RUNS.set(true);
    let made = catch_unwind(AssertUnwindSafe(run));
    RUNS.set(false);
    made.map_err(|_| LINE.get())
}

type Ran = [Result<Vec<usize>, u32>; 2];

/// What differs from a shape that is said.
fn fits(said: &Shape, ran: &Ran) -> Option<String> {
    for (batch, made) in [2, 5].into_iter().zip(ran) {
        let expected: Vec<usize> = [batch].iter().chain(said.as_slice()).copied().collect();
        if made.as_ref() != Ok(&expected) {
            return Some(format!("expected {expected:?} for a batch of {batch}"));
        }
    }
    None
}

/// What differs from a mistake that is said: the line that panics is another, or none.
fn misfits(message: &Message, ran: &Ran) -> Option<String> {
    let text = message.to_string();
    match ran {
        // Nothing panics where the batch is lost.
        [Ok(a), Ok(b)] => {
            let is_lost = a.first() != Some(&2) || b.first() != Some(&5) || a[1..] != b[1..];
            (!is_lost).then(|| "it runs".to_owned())
        }
        [a, b] => {
            let line: Option<u32> = text.rsplit(':').nth(1).and_then(|line| line.parse().ok());
            let panicked =
                [a, b].into_iter().filter_map(|made| made.as_ref().err()).any(|at| Some(*at) == line);
            (!panicked).then(|| format!("said of line {line:?}"))
        }
    }
}

/// Whether a trace gives what the model gives.
fn is_traced(ran: &Ran, traced: &[Option<Vec<usize>>; 2]) -> bool {
    ran.iter().zip(traced).all(|(ran, traced)| ran.as_ref().ok() == traced.as_ref())
}
