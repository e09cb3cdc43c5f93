//! A program that is killed and started again until it is done.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use nn_core::prelude::*;

/// The program to kill, which saves checkpoints in a folder and, when it is done, the model in a file.
#[derive(Clone, Copy, Debug)]
pub struct Victim<'a> {
    /// The program: `src/bin/resume.rs`.
    pub program: &'a Path,
    /// The name of the run.
    pub run: &'a str,
    /// With how many threads it computes.
    pub threads: usize,
}

impl Victim<'_> {
    /// Lets the program run to its end, without checkpoints, and gives the bytes of its model's file.
    ///
    /// # Errors
    ///
    /// If the program fails.
    pub fn uninterrupted(self, folder: &Path) -> io::Result<Vec<u8>> {
        let model = folder.join("model");
        self.finish(self.command(&model, None))?;
        std::fs::read(model)
    }

    /// Starts the program until it is done, and kills it at random instants on the way: `kills` times, or fewer if it is
    /// faster. Gives the bytes of its model's file and how often it was killed.
    ///
    /// # Errors
    ///
    /// If the program fails.
    pub fn killed(self, folder: &Path, kills: usize, rng: &mut impl Rng) -> io::Result<(Vec<u8>, usize)> {
        let (model, checkpoints) = (folder.join("model"), folder.join("checkpoints"));
        for landed in 0..kills {
            if !self.kill_one(self.command(&model, Some(&checkpoints)), rng)? {
                return Ok((std::fs::read(model)?, landed));
            }
        }
        self.finish(self.command(&model, Some(&checkpoints)))?;
        Ok((std::fs::read(model)?, kills))
    }

    fn command(self, model: &Path, checkpoints: Option<&Path>) -> Command {
        let mut command = Command::new(self.program);
        command.arg(self.run).arg(model).args(checkpoints).stdin(Stdio::null());
        command.env("RAYON_NUM_THREADS", self.threads.to_string());
        command
    }

    /// Kills the program (on Unix by SIGKILL) and says so, or that it was done before.
    fn kill_one(self, mut command: Command, rng: &mut impl Rng) -> io::Result<bool> {
        /// The longest that it may live.
        const LONGEST: u64 = 500_000;
        // A fast processor ends a run long before that, so that short lives are as likely as long ones.
        let life = (rng.next_u64() % LONGEST) >> (rng.next_u64() % 5);
        let mut child = command.spawn()?;
        thread::sleep(Duration::from_micros(life));
        child.kill()?;
        let status = child.wait()?;
        match status.code() {
            None => Ok(true),
            Some(0) => Ok(false),
            Some(code) => Err(io::Error::other(format!("{} ended with {code} after a kill", self.run))),
        }
    }

    fn finish(self, mut command: Command) -> io::Result<()> {
        let status = command.status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("{}: {status}", self.run))) }
    }
}
