//! What many processes do, seen from outside: programs are started by `mpirun`, and what they print and how they end is
//! looked at. `MPI_PKG_CONFIG` says of which MPI.

mod equal_bits;
mod failures;

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Ranks that share cores with those of another job would wait for each other.
static ONE_JOB: Mutex<()> = Mutex::new(());

/// How a job ended.
struct Job {
    code: Option<i32>,
    out: String,
    took: Duration,
}

/// Runs an example as so many ranks, for a minute at most.
fn mpirun(ranks: usize, options: &[&str], example: &str, arguments: &[&str]) -> Job {
    let _alone = ONE_JOB.lock().unwrap_or_else(PoisonError::into_inner);
    let (launcher, is_open_mpi) = match std::env::var("MPI_PKG_CONFIG").as_deref() {
        Ok("ompi") => ("mpirun.openmpi", true),
        Ok("mpich") => ("mpirun.mpich", false),
        _ => ("mpirun", false),
    };
    let mut command = Command::new("timeout");
    command.args(["-k", "5", "60", launcher, "-n", &ranks.to_string()]);
    if is_open_mpi {
        command.arg("--oversubscribe").args(options);
    }
    command.arg(path(example)).args(arguments);
    command.env("RAYON_NUM_THREADS", "1");
    // Open MPI asks for these where tests run as root, as in a container.
    command.env("OMPI_ALLOW_RUN_AS_ROOT", "1").env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    let start = Instant::now();
    let Output { status, stdout, stderr } = command.output().expect("timeout is a program of its own");
    let out = [stdout, stderr].concat();
    Job { code: status.code(), out: String::from_utf8_lossy(&out).into_owned(), took: start.elapsed() }
}

/// The same without `mpirun`.
fn alone(example: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(path(example));
    let output =
        command.args(arguments).env("RAYON_NUM_THREADS", "1").output().expect("the example was built");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Where cargo has put an example: beside the folder of the tests.
fn path(example: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test is a file");
    test.parent().and_then(|deps| deps.parent()).expect("it is in `deps`").join("examples").join(example)
}
