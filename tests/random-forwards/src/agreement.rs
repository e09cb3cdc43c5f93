//! The comparison of what is said of a model with what it does.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use nn_core::shape::{Message, Shape};

/// What is written by the build script, and the models inside of it.
const SOURCES: [(&str, &str); 2] = [
    ("forwards.rs", include_str!(concat!(env!("OUT_DIR"), "/forwards.rs"))),
    ("parts.rs", include_str!("parts.rs")),
];

/// An expression: its file, its line and its column.
#[derive(Clone, Debug, PartialEq)]
struct Place(String, usize, usize);

thread_local! {
    /// Where the last panic was.
    static PLACE: Cell<Option<Place>> = const { Cell::new(None) };
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
            let place = info.location();
            PLACE.set(place.map(|at| Place(at.file().to_owned(), at.line() as usize, at.column() as usize)));
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

/// What a model gives, or where it panics.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Option<Place>> {
    RUNS.set(true);
    let made = catch_unwind(AssertUnwindSafe(run));
    RUNS.set(false);
    made.map_err(|_| PLACE.take())
}

type Ran = [Result<Vec<usize>, Option<Place>>; 2];

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

/// What differs from a mistake that is said: the expression that panics is another, or none.
fn misfits(message: &Message, ran: &Ran) -> Option<String> {
    match ran {
        // Nothing panics where the batch is lost.
        [Ok(a), Ok(b)] => {
            let is_lost = a.first() != Some(&2) || b.first() != Some(&5) || a[1..] != b[1..];
            (!is_lost).then(|| "it runs".to_owned())
        }
        [a, b] => {
            let said = place(&message.to_string());
            let panicked = [a, b].into_iter().filter_map(|made| made.as_ref().err()?.as_ref());
            let is_said =
                panicked.into_iter().any(|ran| said.as_ref().is_some_and(|said| is_same(said, ran)));
            (!is_said).then(|| format!("said of {said:?}"))
        }
    }
}

/// The place at the end of a message: `file:line:column`.
fn place(message: &str) -> Option<Place> {
    let mut parts = message.rsplit_once("in the forward at ")?.1.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Place(parts.next()?.to_owned(), line, column))
}

/// Whether both are the same expression. A panic of a layer is at `forward`, and one of an index at its bracket, while what is
/// said is said at the layer or the list before that.
fn is_same(said: &Place, ran: &Place) -> bool {
    if (&said.0, said.1) != (&ran.0, ran.1) {
        return false;
    }
    let source = SOURCES.iter().find(|(name, _)| said.0.ends_with(name));
    let line = source.and_then(|(_, text)| text.lines().nth(said.1 - 1));
    let between = line.and_then(|line| line.get(said.2 - 1..ran.2 - 1));
    let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "._[]".contains(c));
    let is_index = line.is_some_and(|line| line.get(ran.2 - 1..).is_some_and(|rest| rest.starts_with('[')));
    said.2 == ran.2 || between.is_some_and(|text| is_name(text) && (text.ends_with('.') || is_index))
}

/// Whether a trace gives what the model gives.
fn is_traced(ran: &Ran, traced: &[Option<Vec<usize>>; 2]) -> bool {
    ran.iter().zip(traced).all(|(ran, traced)| ran.as_ref().ok() == traced.as_ref())
}
