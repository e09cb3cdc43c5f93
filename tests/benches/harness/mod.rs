//! Flags, inputs, timing, and a line of JSON for each figure: the same as those of the peers' harnesses.

use std::fs::File;
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

/// A model is thrown away after so many steps: on one fixed batch the moments of dead units would decay into
/// denormal numbers, which slow every library down.
const ROUND: usize = 400;
/// Steps before the clock counts.
const WARM: usize = 5;

/// What the command line asks for.
pub(crate) struct Args {
    pub(crate) workloads: Vec<String>,
    pub(crate) threads: usize,
    pub(crate) seconds: f64,
    pub(crate) out: Option<String>,
    /// Whether the limits of each workload are asked for as well.
    pub(crate) limits: bool,
}

impl Args {
    /// Reads `--workloads a,b --threads N --seconds S --out FILE --limits`. The flag that cargo adds is passed over.
    pub(crate) fn parse() -> Result<Args, String> {
        let mut args =
            Args { workloads: vec!["all".into()], threads: 2, seconds: 3.0, out: None, limits: false };
        let mut words = std::env::args().skip(1);
        while let Some(flag) = words.next() {
            if flag == "--bench" {
                continue;
            }
            if flag == "--limits" {
                args.limits = true;
                continue;
            }
            let value = words.next().ok_or_else(|| format!("{flag} needs a value"))?;
            let number = || format!("{flag} needs a number, got {value}");
            match flag.as_str() {
                "--workloads" => args.workloads = value.split(',').map(str::to_owned).collect(),
                "--threads" => args.threads = value.parse().map_err(|_| number())?,
                "--seconds" => args.seconds = value.parse().map_err(|_| number())?,
                "--out" => args.out = (value != "-").then_some(value),
                _ => {
                    return Err(format!(
                        "unknown flag {flag}: there are --workloads, --threads, --seconds, --out, --limits"
                    ));
                }
            }
        }
        Ok(args)
    }
}

/// Starts as many threads as are asked for.
pub(crate) fn start(threads: usize) -> Result<(), String> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    builder.build_global().map_err(|e| format!("cannot start {threads} threads: {e}"))
}

/// The end of a program, with the message if something was wrong.
pub(crate) fn end(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn splitmix(seed: u64, i: u64) -> u64 {
    let mut z = seed.wrapping_add(i.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Uniform in −1..1, the peers' numbers.
pub(crate) fn uniform(seed: u64, n: usize) -> Vec<f32> {
    let unit = |i| (splitmix(seed, i) >> 40) as f64 / (1u64 << 24) as f64;
    (1..=n as u64).map(|i| (unit(i) * 2.0 - 1.0) as f32).collect()
}

/// Uniform in `0..classes`, the peers' numbers.
pub(crate) fn labels(seed: u64, n: usize, classes: u64) -> Vec<usize> {
    (1..=n as u64).map(|i| (splitmix(seed, i) % classes) as usize).collect()
}

/// Writes the figures.
pub(crate) struct Report {
    threads: usize,
    seconds: f64,
    out: Option<File>,
    /// Whether the limits of each workload are asked for.
    pub(crate) limits: bool,
}

impl Report {
    pub(crate) fn new(args: &Args) -> Result<Report, String> {
        let create = |path: &String| File::create(path).map_err(|e| format!("cannot write {path}: {e}"));
        let out = args.out.as_ref().map(create).transpose()?;
        Ok(Report { threads: args.threads, seconds: args.seconds, out, limits: args.limits })
    }

    /// Whole training steps. `make` builds a fresh model and gives its step, which returns the loss.
    pub(crate) fn train(&mut self, workload: &str, batch: usize, make: impl Fn() -> Box<dyn FnMut() -> f32>) {
        let (mut times, mut spent) = (Vec::new(), 0.0);
        let (mut first, mut last) = (None, 0.0);
        while spent < self.seconds {
            let mut step = make();
            for _ in 0..WARM {
                last = step();
                first.get_or_insert(last);
            }
            for _ in 0..ROUND {
                if spent >= self.seconds && times.len() >= 3 {
                    break;
                }
                let start = Instant::now();
                last = step();
                let time = start.elapsed().as_secs_f64();
                times.push(time);
                spent += time;
            }
        }
        let losses = Some((first.unwrap_or(last), last));
        self.emit(workload, "train", batch, times, losses);
    }

    /// Anything without a loss.
    pub(crate) fn time(&mut self, workload: &str, phase: &str, batch: usize, mut step: impl FnMut()) {
        (0..WARM).for_each(|_| step());
        let (mut times, begin) = (Vec::new(), Instant::now());
        while begin.elapsed().as_secs_f64() <= self.seconds || times.len() < 3 {
            let start = Instant::now();
            step();
            times.push(start.elapsed().as_secs_f64());
        }
        self.emit(workload, phase, batch, times, None);
    }

    fn emit(
        &mut self,
        workload: &str,
        phase: &str,
        batch: usize,
        mut times: Vec<f64>,
        losses: Option<(f32, f32)>,
    ) {
        times.sort_by(f64::total_cmp);
        let n = times.len();
        let (median, p90) = (times[n / 2] * 1e3, times[(n * 9 / 10).min(n - 1)] * 1e3);
        let loss = |l: Option<f32>| l.map_or("null".to_owned(), |l| l.to_string());
        let (first, last) = (loss(losses.map(|l| l.0)), loss(losses.map(|l| l.1)));
        let line = format!(
            "{{\"peer\": \"nn-core\", \"version\": \"{}\", \"threads\": {}, \"workload\": \"{workload}\", \
             \"phase\": \"{phase}\", \"batch\": {batch}, \"median_ms\": {median:.6}, \"min_ms\": {:.6}, \
             \"p90_ms\": {p90:.6}, \"iters\": {n}, \"loss_first\": {first}, \"loss_last\": {last}}}",
            env!("CARGO_PKG_VERSION"),
            self.threads,
            times[0] * 1e3,
        );
        if self.write(&line) {
            eprintln!("{workload:16} {phase:8} {median:10.4} ms  n={n} {first} {last}");
        }
    }

    /// How long the products and the memory traffic of a workload take at best.
    pub(crate) fn limit(&mut self, workload: &str, phase: &str, [products, traffic]: [f64; 2]) {
        let line = format!(
            "{{\"peer\": \"nn-core\", \"threads\": {}, \"workload\": \"{workload}\", \"phase\": \"{phase}\", \
             \"products_ms\": {products:.6}, \"traffic_ms\": {traffic:.6}}}",
            self.threads,
        );
        self.write(&line);
    }

    /// Whether the line went to a file.
    fn write(&mut self, line: &str) -> bool {
        match &mut self.out {
            None => println!("{line}"),
            Some(file) => writeln!(file, "{line}").expect("the file that was just made takes a line"),
        }
        self.out.is_some()
    }
}
