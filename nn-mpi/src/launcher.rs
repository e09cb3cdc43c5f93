//! What `mpirun` tells the processes that it starts.

use std::env;

/// By what launchers say the number of processes: Open MPI; MPICH, Intel MPI and others.
const SIZES: [&str; 2] = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"];

/// By what launchers that say no number can be told, such as Slurm's.
const RANKS: [&str; 2] = ["PMI_RANK", "PMIX_RANK"];

/// Whether an MPI launcher has started this process.
pub(crate) fn is_launched() -> bool {
    SIZES.iter().chain(&RANKS).any(|name| env::var_os(name).is_some())
}

/// An error if the launcher has started more processes than MPI knows: each would be a world of its own.
pub(crate) fn check_size(size: usize) -> Result<(), String> {
    let launched = SIZES.iter().filter_map(|name| env::var(name).ok()?.parse::<usize>().ok()).max();
    match launched {
        Some(launched) if launched != size => Err(format!(
            "mpirun has started {launched} processes, but each is a world of {size} to the MPI library that this program \
             was built for: take the mpirun of the same MPI, or build with MPI_PKG_CONFIG=ompi or MPI_PKG_CONFIG=mpich"
        )),
        _ => Ok(()),
    }
}
