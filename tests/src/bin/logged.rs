//! Writes the run that `tests/interop/events.py` lets TensorBoard read.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: logged FOLDER");
        return ExitCode::FAILURE;
    };
    match tests::logged::write(folder.as_ref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
