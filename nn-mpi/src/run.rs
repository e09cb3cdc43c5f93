//! The way of a program: MPI begins, the program runs as one of the ranks, MPI ends.

use std::fmt::Display;
use std::io::{Write, stderr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::sleep;
use std::time::Duration;

use ferrompi::{Communicator, Mpi, ThreadLevel};
use nn_core::Error;
use nn_core::collective::{Alone, World};

use crate::launcher::{check_size, is_launched};
use crate::messages::Messages;

/// The exit code of a job of which a rank has failed.
const FAILED: i32 = 1;

/// Runs a program as one of the ranks that `mpirun` has started, or, without it, as a world of one.
///
/// All that has to do with the world stands in the closure, and each process calls `run` once, on its main thread.
///
/// ```
/// fn main() -> nn_core::Result<()> {
///     let ranks = nn_mpi::run(|world| {
///         world.barrier()?;
///         Ok::<_, nn_core::Error>(world.size())
///     })?;
///     assert_eq!(ranks, 1);
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// In a world of one, the error of the program. In a larger one, an error of a rank is printed with its number, and all ranks
/// end at once, with an exit code of 1: `run` does not return. So does a panic, and so does a rank for which others wait
/// longer than the [time limit](World::set_time_limit).
///
/// If MPI cannot be started, the error says why.
pub fn run<T, E>(program: impl FnOnce(World) -> Result<T, E>) -> Result<T, E>
where
    E: Display + From<Error>,
{
    if !is_launched() {
        return program(World::new(Alone));
    }
    let start = |error| E::from(Error::collective(format!("MPI does not start: {error}"), []));
    let mpi = Mpi::init_thread(ThreadLevel::Funneled).map_err(|error| start(error.to_string()))?;
    let communicator = mpi.world();
    check_size(communicator.size() as usize).map_err(start)?;
    Ok(run_rank(&communicator, World::new(Messages::new(mpi.world())), program))
}

/// Runs a rank to its end. A panic must not unwind past MPI, whose end waits for the ranks that wait for this one.
fn run_rank<T, E: Display>(
    communicator: &Communicator,
    world: World,
    program: impl FnOnce(World) -> Result<T, E>,
) -> T {
    let result = catch_unwind(AssertUnwindSafe(|| program(world.clone())));
    match result {
        Ok(Ok(value)) => match world.end() {
            Ok(()) => value,
            Err(error) => abort(communicator, &error.to_string()),
        },
        Ok(Err(error)) => abort(communicator, &error.to_string()),
        // The hook of panics has printed what it says.
        Err(_) => abort(communicator, "panicked, as is said above"),
    }
}

/// How long `mpirun` has to pass on what a rank has printed: it prints no more once a job is aborted.
const TO_BE_READ: Duration = Duration::from_millis(200);

/// Prints why, and ends all ranks.
pub(crate) fn abort(communicator: &Communicator, why: &str) -> ! {
    // What all ranks find out is said by the first alone, which has ended the others by then.
    if communicator.rank() > 0 {
        sleep(2 * TO_BE_READ);
    }
    let message = format!("rank {} of {}: {why}\n", communicator.rank(), communicator.size());
    // In one piece, or those of several ranks get mixed.
    let _ = stderr().write_all(message.as_bytes());
    sleep(TO_BE_READ);
    communicator.abort(FAILED)
}
