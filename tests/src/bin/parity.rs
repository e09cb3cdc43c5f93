//! `cargo run --release --bin parity -- DIR`: tries every case of PyTorch's table in a folder on our
//! modules.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        eprintln!("usage: parity DIR, where DIR is a folder that export.py has written");
        return ExitCode::FAILURE;
    };
    // What a case panics with stands in the report.
    std::panic::set_hook(Box::new(|_| {}));
    match tests::parity::run(&folder) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
