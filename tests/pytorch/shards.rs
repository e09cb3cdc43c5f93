//! Models in several files.

use std::fs;
use std::path::{Path, PathBuf};

use nn_core::StateDict;
use tempfile::TempDir;

use super::{contents, fixture};

const INDEX: &str = "model.safetensors.index.json";

/// A copy of the shards that `huggingface_hub` wrote.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(fixture("shards")).unwrap().map(|entry| entry.unwrap()) {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn shards(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().contains("-of-"));
    paths.sort();
    paths
}

/// The message about a folder with another index, without the folder.
fn error(folder: &TempDir, change: impl Fn(&str) -> String) -> String {
    let index = folder.path().join(INDEX);
    fs::write(&index, change(&fs::read_to_string(fixture("shards").join(INDEX)).unwrap())).unwrap();
    let message = StateDict::read(index).unwrap_err().to_string();
    message.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn the_shards_of_huggingface_hub_are_the_whole_model() {
    assert_eq!(shards(&fixture("shards")).len(), 3);
    let expected = StateDict::read(fixture("shards/expected.safetensors")).unwrap();
    for index in ["shards/model.safetensors.index.json", "shards_of_pickles/pytorch_model.bin.index.json"] {
        let state = StateDict::read(fixture(index)).unwrap();
        let whole: StateDict = expected
            .names()
            .map(|name| (name.to_owned(), state.get(name).unwrap_or_else(|| panic!("{name}")).clone()))
            .collect();
        assert_eq!(contents(&whole), contents(&expected), "{index}");
    }
}

#[test]
fn an_index_that_does_not_fit_its_shards_is_refused() {
    let folder = copy();
    let paths = shards(folder.path());
    let name = |i: usize| paths[i].file_name().unwrap().to_str().unwrap().to_owned();
    let (first, second) = (name(0), name(1));

    let swapped = error(&folder, |index| {
        index.replace(&first, "other").replace(&second, &first).replace("other", &second)
    });
    assert!(swapped.contains(&format!("is in the shard `{first}`, which does not hold it")), "{swapped}");

    let unlisted = error(&folder, |index| {
        let line =
            index.lines().find(|line| line.contains("running_mean") && line.contains("blocks.0")).unwrap();
        index.replace(&format!("{line}\n"), "")
    });
    assert!(
        unlisted.contains("that holds `blocks.0.norm.running_mean`, which it does not list"),
        "{unlisted}"
    );

    let outside = error(&folder, |index| index.replace(&first, "../x.safetensors"));
    assert!(
        outside.contains("is said to be in `../x.safetensors`, expected a file in the folder"),
        "{outside}"
    );

    let twice = error(&folder, |index| {
        let line = index.lines().find(|line| line.contains("running_mean")).unwrap();
        index.replace(line, &format!("{line}\n{line}"))
    });
    assert!(twice.contains("stands in its `weight_map` twice"), "{twice}");

    let copied = folder.path().join("copy.safetensors");
    fs::copy(&paths[0], copied).unwrap();
    let both = error(&folder, |index| index.replacen(&first, "copy.safetensors", 1));
    assert!(both.contains("which does not hold it") || both.contains("which it says is in"), "{both}");

    fs::remove_file(&paths[1]).unwrap();
    let missing = error(&folder, str::to_owned);
    assert_eq!(
        missing,
        format!("{INDEX}: lists the shard `{second}`, which is not there: take all files of the folder")
    );
}

#[test]
fn what_is_no_index_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (index, part) in [
        ("{}", "has no `weight_map`, expected an index of shards"),
        (r#"{"metadata": {"total_size": 1e3}, "weight_map": {}}"#, "lists no tensor"),
        (r#"{"weight_map": {"a": 1}}"#, "at byte 21 stands '1', expected `\"`"),
        (r#"{"weight_map": {"a": "b"}"#, "expected `,` or `}`"),
        (r#"{"weight_map": {"a": "b"}, "weight_map": {}}"#, "`weight_map` stands in it twice"),
        (r#"{"weight_map": {"a": "model.safetensors.index.json"}}"#, "is JSON, expected a safetensors file"),
    ] {
        let message = error(&folder, |_| index.to_owned());
        assert!(message.starts_with(INDEX) && message.contains(part), "{message}");
    }
}
