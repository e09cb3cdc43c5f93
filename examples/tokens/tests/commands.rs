//! The three commands, one after the other, as a user runs them.

use std::path::Path;
use std::process::{Command, Output};

use nn_core::StateDict;

/// A text that is easy to learn.
fn text() -> String {
    let line = |i: usize| {
        format!(
            "The {} cat sits on the {} mat, as cats do.\n",
            ["red", "old"][i % 2],
            ["big", "new", "wet"][i % 3]
        )
    };
    (0..120).map(line).collect()
}

/// Runs a command in a folder, with so many threads.
fn run(folder: &Path, threads: usize, args: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tokens"));
    let program = program.current_dir(folder).env("RAYON_NUM_THREADS", threads.to_string());
    program.args(args.split(' ')).output().unwrap()
}

/// What a command prints that must go well.
#[track_caller]
fn printed(folder: &Path, threads: usize, args: &str) -> String {
    let output = run(folder, threads, args);
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const FIT: &str = "fit --tokenizer t.json --text text --save m --window 16 --width 32 --layers 1 --epochs 8";

#[test]
fn a_text_is_learned_and_goes_on_the_same_way_with_any_number_of_threads() {
    let mut ends = Vec::new();
    for threads in [1, 3] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("text"), text()).unwrap();
        let trained = printed(folder, threads, "train --text text --vocabulary 280 --to t.json");
        assert_eq!(trained, "280 tokens, saved as t.json\n");
        let fitted = printed(folder, threads, FIT);
        let last = fitted.lines().rev().nth(1).unwrap();
        assert!(
            last.starts_with("epoch 8/8  loss ") && last.ends_with(" held-out tokens, among 280"),
            "{last}"
        );
        let perplexity = last.split("perplexity ").nth(1).unwrap().split(' ').next().unwrap();
        assert!((1.0..4.0).contains(&perplexity.parse::<f64>().unwrap()), "{last}");
        let written = printed(
            folder,
            threads,
            "write --tokenizer t.json --model m --prompt The --tokens 60 --temperature 0.3",
        );
        assert!(written.starts_with("The ") && written.contains("cat sits on the "), "{written}");
        let files = ["t.json", "m"].map(|name| std::fs::read(folder.join(name)).unwrap());
        ends.push((files, written));
    }
    assert!(ends[0] == ends[1], "the same bytes:\n{}\n{}", ends[0].1, ends[1].1);
}

#[test]
fn what_tells_the_vocabulary_is_beside_the_model() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("text"), text()).unwrap();
    printed(folder.path(), 1, "train --text text --vocabulary 270 --to t.json");
    printed(folder.path(), 1, &FIT.replace("--epochs 8", "--epochs 0"));
    let state = StateDict::read(folder.path().join("m")).unwrap();
    let note = |name: &str| state.metadata()[name].as_str();
    assert_eq!(["vocabulary", "window", "layers", "heads", "width"].map(note), ["270", "16", "1", "4", "32"]);
    assert_eq!(note("tokens").len(), 16);
}

#[test]
fn a_tokenizer_of_python_serves_as_well() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("text"), text()).unwrap();
    let bert = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bert.json");
    std::fs::copy(bert, folder.path().join("t.json")).unwrap();
    printed(folder.path(), 2, &FIT.replace("--epochs 8", "--epochs 1"));
    let write = "write --tokenizer t.json --model m --prompt the --tokens 5 --top-k 1000 --temperature 1e-30";
    let written = printed(folder.path(), 2, write);
    assert!(written.starts_with("the") && written.len() > 5, "{written}");
}
