//! Wrong input as a user meets it: a program that ends with exit code 1 and one clear sentence, and never panics.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs an example in a folder and gives what it says of the mistake.
#[track_caller]
fn refused(folder: &Path, example: &str, args: &[&str]) -> String {
    let output = run(folder, example, args);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.starts_with("Error: ") && !message.contains("panicked"), "{message}");
    message
}

fn run(folder: &Path, example: &str, args: &[&str]) -> std::process::Output {
    // That of the workspace: for the examples alone the library would be compiled anew, with their features alone.
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--manifest-path", manifest, "--example", example, "--", "--quick"]);
    cargo.args(args).current_dir(folder).output().unwrap()
}

#[test]
fn data_that_are_not_as_they_should_be() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let digits =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/digits.csv")).unwrap();
    let rows: Vec<&str> = digits.lines().take(3).collect();
    fs::write(folder.join("bad.csv"), rows.join("\n") + "\n1,2,3\n").unwrap();
    fs::create_dir_all(folder.join("images/cat")).unwrap();
    fs::write(folder.join("images/cat/1.jpg"), "no image at all").unwrap();

    let message = refused(folder, "01_linear_net", &["--data", "bad.csv"]);
    assert_eq!(message, "Error: bad.csv, line 4: the row has 3 columns, expected 65\n");
    let message = refused(folder, "02_simple_cnn", &["--data", "images"]);
    assert!(message.starts_with("Error: images/cat/1.jpg: is no image"), "{message}");
    for example in ["01_linear_net", "02_simple_cnn", "07_text_cnn"] {
        let message = refused(folder, example, &["--data", "nowhere"]);
        assert!(message.starts_with("Error: cannot read nowhere"), "{message}");
    }
}

#[test]
fn checkpoints_that_are_damaged_or_of_another_model() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let saved = run(folder, "01_linear_net", &["--epochs", "1", "--save", "good.safetensors"]);
    assert!(saved.status.success(), "{}", String::from_utf8_lossy(&saved.stderr));
    let mut bytes = fs::read(folder.join("good.safetensors")).unwrap();
    fs::write(folder.join("short.safetensors"), &bytes[..bytes.len() / 2]).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(folder.join("flipped.safetensors"), &bytes).unwrap();

    let message = refused(folder, "01_linear_net", &["--load", "short.safetensors"]);
    assert!(message.contains("short.safetensors") && message.contains("cut off"), "{message}");
    let message = refused(folder, "01_linear_net", &["--load", "flipped.safetensors"]);
    assert!(message.contains("flipped.safetensors") && message.contains("damaged"), "{message}");
    let message = refused(folder, "03_plain_list", &["--load", "good.safetensors"]);
    assert!(message.contains("good.safetensors does not fit the model, which is unchanged"), "{message}");
}

#[test]
fn a_run_goes_on_in_its_folder_and_in_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (epochs, said) in [("1", ""), ("2", "goes on from run/checkpoints/")] {
        let output = run(folder, "01_linear_net", &["--epochs", epochs, "--run", "run"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains(said), "{printed}");
    }
    let metrics = nn_core::run::read_metrics(folder.join("run")).unwrap();
    let steps: Vec<u64> = metrics.iter().filter(|m| m.tag == "loss/train").map(|m| m.step).collect();
    assert_eq!(steps, (0..46).collect::<Vec<_>>(), "each step of both epochs once");
    for name in ["loss", "accuracy", "weights", "confusion", "model"] {
        assert!(folder.join(format!("run/pictures/{name}.svg")).exists(), "{name}");
    }

    let message = refused(folder, "01_linear_net", &["--run", "run", "--seed", "1"]);
    assert!(message.contains("other settings:\n  seed: \"0\" there and \"1\" here\n"), "{message}");
    let message = refused(folder, "03_plain_list", &["--run", "run"]);
    assert!(message.contains("example: \"01_linear_net\" there and \"03_plain_list\" here"), "{message}");
    fs::write(folder.join("file"), "").unwrap();
    let message = refused(folder, "01_linear_net", &["--run", "file"]);
    assert_eq!(message, "Error: file: is no folder, expected that of a run, or a free name\n");
    let message = refused(folder, "01_linear_net", &["--run", "."]);
    assert!(message.starts_with("Error: .: holds "), "{message}");
}
