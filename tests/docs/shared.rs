//! The README and the first page of the documentation.

use super::markdown::{sections, without_addresses};
use super::source::read;

/// Both are read by themselves, so they repeat each other: word for word, but for where their links lead.
#[test]
fn what_the_crate_page_says_the_readme_says_as_well() {
    let (page, readme) = (read("nn-core/src/lib.md"), read("README.md"));
    let readme = readme.strip_prefix("# nn-core\n").expect("the README begins with its title");
    let readme = sections(readme);
    for (heading, text) in sections(&page) {
        let found = readme.iter().find(|(other, _)| *other == heading);
        let (_, found) = found.unwrap_or_else(|| panic!("README.md has no section `{heading}`"));
        let (text, found) = (without_addresses(&text), without_addresses(found));
        assert!(text.trim() == found.trim(), "`{heading}` in README.md is not as in nn-core/src/lib.md");
    }
}

#[test]
fn every_guide_is_on_the_crate_page() {
    let page = read("nn-core/src/lib.md");
    let guides = read("nn-core/src/guides/mod.rs");
    let guides: Vec<&str> =
        guides.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(" {}")).collect();
    assert!(guides.len() >= 7);
    for guide in guides {
        assert!(page.contains(&format!("](guides::{guide})")), "nn-core/src/lib.md does not name `{guide}`");
    }
}
