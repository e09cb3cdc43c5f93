//! Runs the examples in their short mode on the host and on a device that is none: the models that they save must be
//! equal to the byte, and the transfers of a step those that are stated here.
//!
//! `cargo build --release --examples --bin on_device && target/release/on_device`

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Each example with the transfers of its last step: to the device, to the host, and those of both that an operation
/// caused because the device has no kernel for it, or an operand was on the host. The inputs and the targets go to the
/// device, the loss comes back. There is no kernel for `maximum` (06), attention (15), padding (16) and recurrent layers
/// (18, 20); constants of a forward are made on the host (08, 13), and a binary cross entropy looks at its input (19).
const EXAMPLES: [(&str, [u64; 3]); 20] = [
    ("01_linear_net", [2, 1, 0]),
    ("02_simple_cnn", [2, 1, 0]),
    ("03_plain_list", [0, 1, 0]),
    ("04_lists_and_sequences", [2, 1, 0]),
    ("05_densenet", [2, 1, 0]),
    ("06_maxout", [20, 19, 36]),
    ("07_text_cnn", [2, 1, 0]),
    ("08_dilated_dense", [3, 1, 0]),
    ("09_indexed_list", [2, 1, 0]),
    ("10_lenet", [2, 1, 0]),
    ("11_vgg", [2, 1, 0]),
    ("12_resnet", [2, 1, 0]),
    ("13_gpt", [6, 1, 3]),
    ("14_densenet", [2, 1, 0]),
    ("15_nanogpt", [19, 17, 32]),
    ("16_unet", [10, 9, 16]),
    ("17_mobilenet", [2, 1, 0]),
    ("18_word_lstm", [12, 25, 24]),
    ("19_dcgan", [4, 4, 0]),
    ("20_seq2seq", [44, 36, 70]),
];

fn main() -> ExitCode {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let examples = EXAMPLES.iter().filter(|(name, _)| only.is_empty() || only.iter().any(|o| o == name));
    let mut failed = false;
    for (name, stated) in examples {
        match compare(name, *stated) {
            Ok(()) => println!("{name}: the host's bits; a step: {stated:?}"),
            Err(message) => {
                eprintln!("{name}: {message}");
                failed = true;
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn compare(name: &str, stated: [u64; 3]) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let (on_host, on_device) = (folder.path().join("host"), folder.path().join("device"));
    run(name, &on_host, "host")?;
    let printed = run(name, &on_device, "mock")?;
    let read = |path: &Path| std::fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()));
    if read(&on_host)? != read(&on_device)? {
        return Err("the device's model has other bits than the host's".to_owned());
    }
    let [up, down, fallbacks] = stated;
    let line = format!(
        "transfers of a step: {up} to the device, {down} to the host, {fallbacks} of them by operations"
    );
    match printed.lines().find(|line| line.starts_with("transfers of a step: ")) {
        Some(got) if got == line => Ok(()),
        got => Err(format!("stated is `{line}`, got {got:?}")),
    }
}

/// What an example prints that trains on a device and saves its model.
fn run(name: &str, save: &Path, device: &str) -> Result<String, String> {
    let output = Command::new(built(name)?)
        .args(["--quick", "--device", device, "--save"])
        .arg(save)
        .output()
        .map_err(|e| format!("cannot run it: {e}; build it first: `cargo build --release --examples`"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The examples stand beside this program.
fn built(name: &str) -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|e| e.to_string())?;
    Ok(this.with_file_name("examples").join(name))
}
