//! The template of `examples/starter`, filled as `cargo generate` fills it, builds and passes its own tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TEMPLATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/starter");
const SETTINGS: &str = "cargo-generate.toml";

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The names between double braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0)).collect()
}

/// Puts the template into a folder, with values for its placeholders.
fn fill(folder: &Path, values: &[(&str, &str)]) {
    for path in files(Path::new(TEMPLATE)) {
        let name = path.strip_prefix(TEMPLATE).unwrap();
        if name == Path::new(SETTINGS) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let fill =
            |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{{{name}}}}}"), value);
        let text = values.iter().fold(text, fill);
        assert!(placeholders(&text).is_empty(), "{}: {:?}", name.display(), placeholders(&text));
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn every_placeholder_is_cargo_generates_own_or_is_asked_for() {
    let settings = fs::read_to_string(Path::new(TEMPLATE).join(SETTINGS)).unwrap();
    let texts: Vec<String> =
        files(Path::new(TEMPLATE)).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let used: BTreeSet<&str> = texts.iter().flat_map(|text| placeholders(text)).collect();
    assert!(used.contains("project-name") && used.contains("crate_name"));
    for name in used.iter().filter(|name| !["project-name", "crate_name"].contains(name)) {
        assert!(settings.contains(&format!("[placeholders.{name}]")), "{name}");
    }
}

#[test]
fn the_project_builds_and_its_model_learns() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let library = root.join("nn-core");
    let values = [
        ("project-name", "round-things"),
        ("crate_name", "round_things"),
        ("nn_core", library.to_str().unwrap()),
    ];
    fill(folder.path(), &values);
    // The versions of this repository, which are there already.
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    // What is compiled there already is not compiled again.
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    for arguments in [&["fmt", "--check"][..], &["test", "--offline"]] {
        let mut cargo = Command::new(env!("CARGO"));
        let output = cargo
            .args(arguments)
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", &target)
            .output()
            .unwrap();
        let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        assert!(output.status.success() && !err.contains("warning"), "cargo {arguments:?}\n{out}\n{err}");
    }
}
