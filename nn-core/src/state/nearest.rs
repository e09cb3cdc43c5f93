//! Which name was probably meant.

use strsim::levenshtein;

/// How many names are compared: a file of a million names must not take minutes to refuse.
const MOST: usize = 1000;

/// The candidate nearest to `name` by edit distance, if no more than a third of the name would have to
/// change.
pub(super) fn nearest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let length = name.chars().count();
    let most = (length / 3).max(1).min(length.saturating_sub(1));
    let distances = candidates.iter().take(MOST).map(|candidate| (levenshtein(name, candidate), *candidate));
    distances.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, c)| c)
}

/// What stands before the name in each of `longer` and is missing in `shorter`, such as the `module.` that
/// PyTorch's `DataParallel` puts before every name; none if the lists differ by more.
pub(super) fn common_prefix<'a>(longer: &[&'a str], shorter: &[&str]) -> Option<&'a str> {
    if longer.len() != shorter.len() {
        return None;
    }
    let first = longer.first()?;
    let mut sorted_shorter = shorter.to_vec();
    sorted_shorter.sort_unstable();
    let ends = shorter.iter().filter_map(|end| first.strip_suffix(end)).filter(|prefix| !prefix.is_empty());
    ends.take(MOST).find(|prefix| {
        let stripped: Option<Vec<&str>> = longer.iter().map(|name| name.strip_prefix(prefix)).collect();
        stripped.is_some_and(|mut names| {
            names.sort_unstable();
            names == sorted_shorter
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_found_and_a_strange_one_is_not() {
        let names = ["head.weight", "head.bias", "hidden.0.weight"];
        assert_eq!(nearest("haed.weight", &names), Some("head.weight"));
        assert_eq!(nearest("hidden.1.weight", &names), Some("hidden.0.weight"));
        assert_eq!(nearest("embedding.scale", &names), None);
        assert_eq!(nearest("x", &["y"]), None);
        assert_eq!(nearest("", &["y"]), None);
    }

    #[test]
    fn a_prefix_of_every_name_is_seen() {
        let wrapped = ["module.fc.weight", "module.fc.bias"];
        assert_eq!(common_prefix(&wrapped, &["fc.bias", "fc.weight"]), Some("module."));
        assert_eq!(common_prefix(&wrapped, &["fc.bias", "weight"]), None);
        assert_eq!(common_prefix(&wrapped, &["fc.bias"]), None);
        assert_eq!(common_prefix(&[], &[]), None);
    }
}
