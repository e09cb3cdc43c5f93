//! What is wrong with what comes from outside is told in one sentence, and the exit code is 1.

use std::path::{Path, PathBuf};
use std::process::Command;

use nn_core::StateDict;
use tempfile::TempDir;

/// A folder with a text, two tokenizers of 300 tokens, one of 280, and a model of the first.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        let text: String = (0..200).map(|i| format!("line {} of the text, number {i}\n", i * i)).collect();
        folder.write("text", text.as_bytes());
        folder.write("other", text.replace("line", "row").replace("text", "book").as_bytes());
        for train in [
            "train --text text --vocabulary 300 --to t.json",
            "train --text other --vocabulary 300 --to other.json",
            "train --text text --vocabulary 280 --to small.json",
            "fit --tokenizer t.json --text text --save m --window 8 --width 8 --layers 1 --epochs 0",
        ] {
            assert_eq!(folder.run(train), (Some(0), String::new()));
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(self.0.path()).join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// The exit code, and what stands on the error output.
    fn run(&self, args: &str) -> (Option<i32>, String) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_tokens"));
        let args = args.split(' ').map(|arg| if arg == "EMPTY" { "" } else { arg });
        let output = program.current_dir(self.0.path()).args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    #[track_caller]
    fn fails(&self, args: &str, expected: &str) {
        let (code, message) = self.run(args);
        assert_eq!(code, Some(1), "{args}: {message}");
        assert!(message.starts_with(&format!("Error: {expected}")), "{args}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[test]
fn texts() {
    let folder = Folder::new();
    folder.fails("train --text none --to n.json", "cannot read none: ");
    folder.fails("fit --tokenizer t.json --text none --save n", "cannot read none: ");
    folder.write("latin1", b"one line\nna\xefve\n");
    let not_utf8 =
        "latin1, line 2: byte 11 of the file is 0xef, which is not UTF-8: expected a text in UTF-8";
    folder.fails("train --text latin1 --to n.json", not_utf8);
    folder.fails("fit --tokenizer t.json --text latin1 --save n", not_utf8);
    folder.write("short", b"line 4 of the text\n");
    folder.fails(
        "fit --tokenizer t.json --text short --save n",
        "the text has 6 tokens, expected at least 130: a window of 64 and the token behind it to learn from",
    );
    folder.write("empty", b"");
    folder.fails(
        "fit --tokenizer t.json --text empty --save n",
        "the text has 0 tokens, expected at least 130",
    );
    folder.fails("train --text text --to no/n.json", "cannot write no/n.json: ");
    assert!(!folder.path("n.json").exists() && !folder.path("n").exists(), "nothing is left behind");
}

#[test]
fn settings() {
    let folder = Folder::new();
    folder.fails(
        "train --text text --vocabulary 99 --to n.json",
        "a vocabulary of 99 tokens, expected from 256",
    );
    let fit = "fit --tokenizer t.json --text text --save n";
    folder.fails(&format!("{fit} --width 30"), "`width` is 30 and `heads` is 4, expected a width that");
    folder.fails(&format!("{fit} --heads 0"), "`heads` is 0, expected from 1 to 1024");
    folder.fails(&format!("{fit} --window 0"), "`window` is 0, expected from 1 to 65536");
    let write = "write --tokenizer t.json --model m --prompt line";
    folder
        .fails(&format!("{write} --temperature 0"), "a temperature of 0 and 40 tokens, expected more than 0");
    folder.fails(&format!("{write} --top-k 0"), "a temperature of 0.8 and 0 tokens, expected more than 0");
}

#[test]
fn tokenizers() {
    let folder = Folder::new();
    let write = "write --model m --prompt line --tokenizer";
    folder.fails(&format!("{write} none.json"), "cannot read none.json: ");
    let whole = std::fs::read(folder.path("t.json")).unwrap();
    folder.write("half.json", &whole[..whole.len() / 2]);
    let expected = "half.json: expected a `tokenizer.json` as `tokenizers` writes it: ";
    folder.fails(&format!("{write} half.json"), expected);
    folder.fails("fit --tokenizer half.json --text text --save n", expected);
    folder.write("other-kind.json", b"{\"architectures\": [\"GPT2LMHeadModel\"]}");
    folder.fails(&format!("{write} other-kind.json"), "other-kind.json: expected a `tokenizer.json` as");
    folder.write(
        "none.json",
        br#"{"version": "1.0", "model": {"type": "WordLevel", "vocab": {}, "unk_token": "?"}}"#,
    );
    folder.fails(
        &format!("{write} none.json"),
        "none.json: the tokens have numbers up to 0, expected from 1 to",
    );
    folder.write("far.json", br#"{"version": "1.0", "model": {"type": "WordLevel", "vocab": {"a": 4000000000}, "unk_token": "?"}}"#);
    folder.fails(
        &format!("{write} far.json"),
        "far.json: the tokens have numbers up to 4000000001, expected from 1 to",
    );
}

#[test]
fn models() {
    let folder = Folder::new();
    let write =
        |model: &str, tokenizer: &str| format!("write --prompt line --model {model} --tokenizer {tokenizer}");
    folder.fails(&write("none", "t.json"), "cannot read none: ");
    folder.fails(
        &write("m", "small.json"),
        "m: the model knows 300 tokens, but small.json has 280: take the tokenizer that it was fitted with",
    );
    folder.fails(
        &write("m", "other.json"),
        "m: the model knows other tokens than other.json, as many as they are: take the tokenizer that it",
    );
    folder.fails(
        "write --tokenizer t.json --model m --prompt EMPTY",
        "the prompt has no tokens, expected at least one",
    );

    let change = |name: &str, to: Option<&str>| {
        let mut state = StateDict::read(folder.path("m")).unwrap();
        match to {
            Some(to) => state.metadata_mut().insert(name.to_owned(), to.to_owned()),
            None => state.metadata_mut().remove(name),
        };
        state.write(folder.path("changed")).unwrap();
    };
    let changed = write("changed", "t.json");
    change("vocabulary", None);
    folder.fails(
        &changed,
        "changed: there is no `vocabulary` beside the weights: expected a model that `tokens fit`",
    );
    change("heads", Some("many"));
    folder.fails(&changed, "changed: `heads` is `many`, expected a number");
    change("heads", Some("3"));
    folder.fails(
        &changed,
        "changed: `width` is 8 and `heads` is 3, expected a width that the heads divide evenly",
    );
    change("layers", Some("1000"));
    folder.fails(&changed, "changed: there are 5752 numbers, expected ");
    change("window", Some("18446744073709551615"));
    folder.fails(&changed, "changed: `window` is 18446744073709551615, expected from 1 to 65536");

    let mut state = StateDict::read(folder.path("m")).unwrap();
    let shape: [usize; 2] = state.get("head.weight").unwrap().shape().try_into().unwrap();
    state.insert("head.weight", nn_core::Tensor::<2>::full(shape, f32::NAN));
    state.write(folder.path("changed")).unwrap();
    folder.fails(&changed, "the model gives scores that are no numbers: its weights are damaged");
}
