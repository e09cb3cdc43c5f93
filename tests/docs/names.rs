//! PyTorch's names in the guide `from_pytorch`.

use super::markdown::{codes, rows, sections};
use super::source::{Names, read};

/// Somebody who types PyTorch's name into the search of the documentation finds ours.
#[test]
fn every_name_in_the_guide_is_found_by_the_search() {
    let names = Names::of_the_library();
    let is_found = |name: &String| names.items.contains(name) || names.aliases.contains(name);
    let (here, _) = pytorch();
    assert!(here.len() > 150);
    let lost: Vec<_> = here.iter().filter(|name| !is_found(name)).collect();
    assert!(lost.is_empty(), "neither the name of an item nor a `#[doc(alias)]`: {lost:#?}");
}

/// What is added to the library leaves the list of what there is not.
#[test]
fn what_is_said_to_be_missing_is_missing() {
    let names = Names::of_the_library();
    let (_, missing) = pytorch();
    assert!(missing.len() > 8);
    let found: Vec<_> =
        missing.iter().filter(|name| names.items.contains(*name) || names.aliases.contains(*name)).collect();
    assert!(found.is_empty(), "in the library after all: {found:#?}");
}

/// PyTorch's names in the tables: of what there is here, and of what there is not.
fn pytorch() -> (Vec<String>, Vec<String>) {
    let guide = read("nn-core/src/guides/from_pytorch.md");
    let (mut here, mut missing) = (Vec::new(), Vec::new());
    for (heading, text) in sections(&guide) {
        let list = if heading == "What there is not" { &mut missing } else { &mut here };
        let cells = rows(&text).into_iter().map(|row| row[0].clone());
        cells.for_each(|cell| list.extend(codes(&cell).filter_map(name).map(str::to_owned)));
    }
    (here, missing)
}

/// The last name of a path or a call: `unsqueeze` of `x.unsqueeze(0)`. None of an operator.
fn name(code: &str) -> Option<&str> {
    let path = code.split('(').next().filter(|_| !code.contains(")."))?;
    let is_path = path.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    path.rsplit('.').next().filter(|name| is_path && !name.is_empty())
}
