//! Files damaged at random, for every reader: none may panic, leave half a model behind or take memory out of
//! proportion.
//!
//! The program that runs this has [`PeakAlloc`] as its global allocator and one thread that allocates.

mod damage;
mod data;
mod digits;
mod images;
mod models;
mod pytorch;
mod reader;
mod report;
mod runs;
mod texts;

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::time::{Duration, Instant};

use nn_core::init::rng;
use peak_alloc::PeakAlloc;
use tempfile::TempDir;

use damage::damage;
use reader::{Outcome, Reader};
pub use report::Report;

/// All readers, with good files of each.
fn readers() -> Vec<Reader> {
    vec![
        models::ours(),
        models::foreign(),
        pytorch::pytorch(),
        pytorch::shards(),
        images::png(),
        images::jpeg(),
        digits::digits(),
        texts::polarity(),
        runs::metrics(),
        runs::settings(),
        data::npy(),
        data::npz(),
        data::idx(),
        data::cifar(),
        data::csv(),
        data::parquet(),
    ]
}

/// Reads the files that ask for the most memory, and damages up to so many others, in turns for all readers, until the time is over. The same seed gives the same
/// files.
pub fn run(files: u64, time: Duration, seed: u64) -> Report {
    let (readers, start) = (readers(), Instant::now());
    let mut report = Report::new(readers.iter().map(|reader| reader.name));
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    for (at, reader) in readers.iter().enumerate() {
        for file in &reader.dense {
            report.add(at, file, outcome(reader, file));
        }
    }
    for file in (0..files).take_while(|_| start.elapsed() < time) {
        let at = file as usize % readers.len();
        let (reader, mut rng) = (&readers[at], rng(seed ^ file << 8));
        let contents = damage(reader.good_file(&mut rng), reader.repair, &mut rng);
        report.add(at, &contents, outcome(reader, &contents));
    }
    set_hook(hook);
    report
}

/// What comes of a file.
fn outcome(reader: &Reader, file: &[u8]) -> Outcome {
    let folder = TempDir::new().expect("a temporary folder");
    reader.put(&folder, file);
    let read = || measured(|| (reader.read)(folder.path()));
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok((outcome, peak)) if peak > reader.allowed(file.len()) => {
            Outcome::Wrong(format!("{peak} bytes of memory for {} of the file, {outcome:?}", file.len()))
        }
        Ok((outcome, _)) => outcome,
        Err(panic) => Outcome::Wrong(format!("panicked: {}", text(&*panic))),
    }
}

/// What a function gives, and how many bytes it held at most beyond those that were held before.
fn measured<T>(f: impl FnOnce() -> T) -> (T, usize) {
    let before = PeakAlloc.current_usage();
    PeakAlloc.reset_peak_usage();
    let result = f();
    (result, PeakAlloc.peak_usage().saturating_sub(before))
}

fn text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref().map(|text: &&str| (*text).to_owned())).unwrap_or_default()
}
