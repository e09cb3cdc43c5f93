//! The feature flags.

use super::markdown::{rows, sections};
use super::source::read;

#[test]
fn every_feature_is_on_the_crate_page() {
    let manifest = read("nn-core/Cargo.toml");
    let (_, features) = manifest.split_once("[features]\n").expect("features");
    let (features, _) = features.split_once("\n[").expect("something behind the features");
    let mut features: Vec<(&str, &str)> =
        features.lines().filter_map(|line| line.split_once(" = ")).collect();
    let (default, defaults) = features.remove(0);
    assert_eq!(default, "default");

    let page = read("nn-core/src/lib.md");
    let page = sections(&page);
    let (_, text) = page.iter().find(|(heading, _)| *heading == "Feature flags").expect("a section");
    let told = rows(text);
    let expected = features.iter().map(|(name, _)| {
        let is_default = defaults.contains(&format!("\"{name}\""));
        [format!("`{name}`"), if is_default { "yes" } else { "no" }.to_owned()]
    });
    let told = told.iter().map(|row| [row[0].clone(), row[1].clone()]);
    assert_eq!(told.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}
