//! Writes pictures of every kind into a folder, to be looked at.

use std::path::Path;
use std::process::ExitCode;

use tests::gallery::pictures;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: pictures FOLDER");
        return ExitCode::FAILURE;
    };
    for (name, picture) in pictures() {
        for ending in ["svg", "png"] {
            if let Err(error) = picture.save(Path::new(&folder).join(format!("{name}.{ending}"))) {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
