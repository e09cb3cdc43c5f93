//! Handwritten digits behind HTTP. Requests that come together are answered as one batch.
//!
//! ```sh
//! cargo run --release -- --port 8080
//! curl localhost:8080/predict -d '{"pixels": [0, 0, 0.3, ..]}'    # 64 numbers from 0 to 1, row by row
//! ```

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use nn_core::prelude::*;
use serve::{Batcher, Digits, routes, train};

#[derive(Parser)]
#[command(about = "Handwritten digits behind HTTP")]
struct Args {
    /// The port; 0 is any that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,

    /// A model to load [default: one is trained at the start, in a few seconds]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// The digits to train on
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/digits.csv"))]
    data: PathBuf,

    /// How many requests are answered at once at most
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    batch: u16,

    /// How long the first request of a batch waits for others, in milliseconds
    #[arg(long, default_value_t = 5)]
    wait: u64,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("Error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), String> {
    let model = model(args).map_err(|error| error.to_string())?;
    let batcher = Batcher::start(model, args.batch.into(), Duration::from_millis(args.wait));
    let runtime = tokio::runtime::Runtime::new().map_err(|error| format!("cannot start threads: {error}"))?;
    runtime.block_on(serve(batcher, args.port))
}

fn model(args: &Args) -> nn_core::Result<Digits> {
    let mut model = Digits::init(&mut rng(0));
    match &args.model {
        Some(path) => model.load(path)?,
        None => train(&mut model, &args.data)?,
    }
    Ok(model)
}

async fn serve(batcher: Batcher, port: u16) -> Result<(), String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await;
    let listener = listener.map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("listening on http://{address}");
    axum::serve(listener, routes(batcher)).await.map_err(|error| error.to_string())
}
