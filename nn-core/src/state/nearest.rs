//! Which name was probably meant.

use std::collections::HashSet;

use strsim::levenshtein;

/// How many names are compared, and how long they may be: a file of a million names must not take minutes to
/// refuse.
const MOST: usize = 200;
const LONGEST: usize = 200;

/// The candidate nearest to `name` by edit distance, if no more than a third of the name would have to
/// change.
pub(super) fn nearest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let length = name.len();
    let most = (length / 3).max(1).min(length.saturating_sub(1));
    // Names whose lengths differ by more cannot be nearer.
    let alike = |other: &&&str| length <= LONGEST && other.len().abs_diff(length) <= most;
    let distances =
        candidates.iter().filter(alike).take(MOST).map(|other| (levenshtein(name, other), *other));
    distances.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, c)| c)
}

/// What stands before the name in each of `longer` and is missing in `shorter`, such as the `module.` that
/// PyTorch's `DataParallel` puts before every name; none if the lists differ by more.
pub(super) fn common_prefix<'a>(longer: &[&'a str], shorter: &[&str]) -> Option<&'a str> {
    let total = |names: &[&str]| names.iter().map(|name| name.len()).sum::<usize>();
    let more = total(longer).checked_sub(total(shorter)).filter(|more| *more > 0)?;
    if longer.len() != shorter.len() || more % longer.len() != 0 {
        return None;
    }
    let prefix = longer[0].get(..more / longer.len())?;
    let mut stripped: Vec<&str> =
        longer.iter().map(|name| name.strip_prefix(prefix)).collect::<Option<_>>()?;
    let mut shorter = shorter.to_vec();
    stripped.sort_unstable();
    shorter.sort_unstable();
    (stripped == shorter).then_some(prefix)
}

/// The part of `longer` under which all of `shorter` stand, beside other names: the `model` of a checkpoint that holds
/// an optimizer as well.
pub(super) fn part_of_all<'a>(shorter: &[&str], longer: &[&'a str]) -> Option<&'a str> {
    let first = shorter.first()?;
    let before = |name: &&'a str| name.strip_suffix(first)?.strip_suffix('.');
    let names: HashSet<&str> = longer.iter().copied().collect();
    let has_all = |part: &&str| shorter.iter().all(|name| names.contains(&*format!("{part}.{name}")));
    let part = longer.iter().filter_map(before).take(MOST).find(has_all)?;
    longer.iter().any(|name| !name.starts_with(part)).then_some(part)
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

    #[test]
    fn a_part_that_has_all_names_is_seen_beside_others() {
        let checkpoint = ["model.fc.bias", "model.fc.weight", "optimizer.state.0.step"];
        assert_eq!(part_of_all(&["fc.bias", "fc.weight"], &checkpoint), Some("model"));
        assert_eq!(part_of_all(&["fc.bias", "scale"], &checkpoint), None);
        assert_eq!(part_of_all(&["fc.bias"], &["model.fc.bias"]), None, "a prefix of every name");
        assert_eq!(part_of_all(&[], &checkpoint), None);
    }
}
