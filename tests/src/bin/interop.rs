//! Our half of `tests/interop/models.py`: `interop write DIR` writes the models of the examples, `interop check DIR`
//! reads those of PyTorch and compares the outputs. And of `tests/interop/optim_state.py`: `interop optim DIR` goes on
//! from the states of PyTorch's optimizers, and writes ours. And of `tests/interop/resnet18.py`: `interop resnet18 DIR`
//! loads its `.pt` file and compares the outputs.

use std::path::Path;
use std::process::ExitCode;

use nn_core::Result;
use tests::interop::{TOLERANCE, check, check_resnet18, write};
use tests::models::{Size, examples};
use tests::optimizers::{self, Theirs, optimizers};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder] => write_all(folder.as_ref()),
        ["check", folder] => check_all(folder.as_ref()),
        ["optim", folder] => optim(folder.as_ref()),
        ["resnet18", folder] => resnet18(folder.as_ref()),
        _ => {
            eprintln!(
                "usage: interop write DIR | interop check DIR | interop optim DIR | interop resnet18 DIR"
            );
            return ExitCode::FAILURE;
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write_all(folder: &Path) -> Result<bool> {
    for mut example in examples(Size::Full, 4, 0) {
        // A few steps, so that batch norm's statistics are not those of the beginning.
        example.train(3)?;
        write(&mut *example, folder)?;
    }
    Ok(true)
}

fn check_all(folder: &Path) -> Result<bool> {
    let mut agree = true;
    for mut example in examples(Size::Full, 4, 1) {
        let difference = check(&mut *example, folder)?;
        println!("{:24} PyTorch -> here  {difference:.1e}", example.name());
        agree &= difference <= TOLERANCE;
    }
    Ok(agree)
}

fn optim(folder: &Path) -> Result<bool> {
    let mut agree = true;
    for ((name, mut optimizer), (_, mut other)) in optimizers().into_iter().zip(optimizers()) {
        let theirs = Theirs::read(folder, name)?;
        let difference = theirs.go_on(&mut *optimizer)?;
        println!("{name:10} PyTorch -> here  {difference:.1e}");
        agree &= difference <= optimizers::TOLERANCE;
        theirs.write_ours(folder, name, &mut *other)?;
    }
    Ok(agree)
}

fn resnet18(folder: &Path) -> Result<bool> {
    let difference = check_resnet18(folder)?;
    println!("resnet18.pt  PyTorch -> here  {difference:.1e}");
    Ok(difference <= TOLERANCE)
}
