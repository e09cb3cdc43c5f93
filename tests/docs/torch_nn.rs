//! The table of all modules that PyTorch tests.

use std::fs;

use super::markdown::{codes, rows, sections};
use super::source::read;

/// PyTorch's name, ours and its file, of each row.
fn table() -> Vec<[String; 3]> {
    let page = read("nn-core/src/guides/torch_nn.md");
    let tables = sections(&page).into_iter().flat_map(|(_, text)| rows(&text));
    let cells = tables.map(|row| [0, 1, 2].map(|i| codes(&row[i]).next().unwrap_or_default().to_owned()));
    cells.filter(|[name, ..]| name.starts_with("nn.")).collect()
}

#[test]
fn it_has_a_row_for_each_module_with_cases() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/parity");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut modules: Vec<String> =
        files.filter_map(|file| Some(file.strip_suffix(".json")?.to_owned())).collect();
    modules.sort();
    let table = table();
    let named: Vec<&str> = table.iter().map(|[name, ..]| &name["nn.".len()..]).collect();
    assert_eq!(named, modules);
}

#[test]
fn each_file_has_what_it_is_said_to_have() {
    for [name, ours, file] in table() {
        let ours = ours.split("::").next().unwrap();
        let source = read(&format!("nn-core/src/{file}"));
        assert!(source.contains(ours), "{name}: {file} has no {ours}");
    }
}
