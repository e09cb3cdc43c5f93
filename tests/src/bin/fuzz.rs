//! Damages files for as long as it is told to, and keeps those with which a reader did not do what it should.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use peak_alloc::PeakAlloc;
use tests::fuzz::run;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

#[derive(Parser)]
struct Args {
    /// How many files.
    #[arg(long, default_value_t = 100_000)]
    files: u64,
    /// How long at most.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Which files: another seed, other files.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Where the files go with which something was wrong.
    #[arg(long, default_value = "target/fuzz")]
    out: PathBuf,
}

fn main() -> std::io::Result<ExitCode> {
    let args = Args::parse();
    // Other threads would only hand each other images of one folder.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    pool.expect("nothing has used the threads before");
    let report = run(args.files, Duration::from_secs(args.seconds), args.seed);
    print!("{report}");
    for (i, (_, file)) in report.wrong.iter().enumerate() {
        fs::create_dir_all(&args.out)?;
        fs::write(args.out.join(format!("{}-{i}", args.seed)), file)?;
    }
    Ok(if report.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
