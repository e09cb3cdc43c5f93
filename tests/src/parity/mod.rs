//! Parity with PyTorch: its own table of modules, tried on ours. The cases are written by `export.py`: settings,
//! state, inputs, and the outputs, gradients and changed state that PyTorch computed.

pub mod case;
pub mod compare;
pub mod config;
mod modules;
pub mod reader;
pub mod registry;
pub mod report;
pub mod trial;

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use case::Case;
use report::{ModuleReport, Report};
use trial::Trial;

/// Tries every case of a folder.
///
/// # Errors
///
/// If the folder cannot be read, or its files are not as `export.py` writes them.
pub fn run(folder: &Path) -> Result<Report, String> {
    let modules = reader::read(folder)?;
    Ok(Report { modules: modules.iter().map(|(name, cases)| module(name, cases)).collect() })
}

fn module(name: &str, cases: &[Case]) -> ModuleReport {
    let failures = cases.iter().filter_map(|case| Some((case.id.clone(), failure(case)?)));
    ModuleReport { name: name.to_owned(), cases: cases.len(), failures: failures.collect() }
}

/// How a case fails, if it does: on the tape, and in evaluation also without one.
pub fn failure(case: &Case) -> Option<String> {
    let on_tape = attempt(case, true);
    if case.training { on_tape } else { on_tape.or_else(|| attempt(case, false)) }
}

fn attempt(case: &Case, on_tape: bool) -> Option<String> {
    let Some(entry) = registry::find(&case.module) else {
        return Some(format!("nn-core has no {}", case.module));
    };
    let tried = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut trial = Trial::new(case, on_tape);
        entry(&mut trial).map(|()| trial.differences())
    }));
    match tried {
        Ok(Ok(differences)) => {
            let largest = differences.iter().max_by(|a, b| a.largest.total_cmp(&b.largest))?;
            Some(largest.to_string())
        }
        Ok(Err(message)) => Some(message),
        Err(panic) => Some(format!("panicked: {}", message(&*panic))),
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}
