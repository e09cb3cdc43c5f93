//! Parameter groups: which settings a parameter has, by its path.

use crate::error::{Error, Result};

/// Settings for the parameters whose path matches a pattern.
#[derive(Clone, Debug)]
pub(super) struct Group<R> {
    pub(super) pattern: String,
    pub(super) rule: R,
}

/// The first group that a path belongs to.
pub(super) fn group_of<R>(groups: &[Group<R>], path: &str) -> Option<usize> {
    groups.iter().position(|g| matches(&g.pattern, path))
}

/// An error if a group is left without a parameter: most likely its pattern is misspelt.
pub(super) fn check_patterns<R>(name: &str, groups: &[Group<R>], paths: &[&str]) -> Result<()> {
    for (i, Group { pattern, .. }) in groups.iter().enumerate() {
        if paths.iter().any(|path| group_of(groups, path) == Some(i)) {
            continue;
        }
        let message = match paths
            .iter()
            .find_map(|path| group_of(&groups[..i], path).filter(|_| matches(pattern, path)))
        {
            Some(before) => format!(
                "{name}: the group `{pattern}` is left without parameters, as all that it matches belong to the \
                 group `{}` before it; put the narrower pattern first",
                groups[before].pattern
            ),
            None => format!(
                "{name}: the group `{pattern}` matches no parameter of the model; the nearest names are {}",
                nearest(pattern, paths)
            ),
        };
        return Err(Error::setting(message).with("group", pattern));
    }
    Ok(())
}

/// Whether a path matches a pattern.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    distance(pattern, path) == 0
}

/// The names that a misspelt pattern may have meant.
pub(super) fn nearest(pattern: &str, paths: &[&str]) -> String {
    let mut paths = paths.to_vec();
    paths.sort_by_key(|path| distance(pattern, path));
    let names: Vec<String> = paths.iter().take(3).map(|path| format!("`{path}`")).collect();
    names.join(", ")
}

/// The number of characters to insert, delete or exchange until the pattern matches: 0 if it does. `*` stands
/// for any run of characters, dots included, `?` for any one.
fn distance(pattern: &str, path: &str) -> usize {
    let path: Vec<char> = path.chars().collect();
    // The distance of the pattern so far from each beginning of the path.
    let mut row: Vec<usize> = (0..=path.len()).collect();
    for p in pattern.chars() {
        let mut diagonal = row[0];
        row[0] += usize::from(p != '*');
        for (i, &c) in path.iter().enumerate() {
            let up = row[i + 1];
            row[i + 1] = match p {
                '*' => up.min(row[i]),
                _ => (diagonal + usize::from(p != c && p != '?')).min(up + 1).min(row[i] + 1),
            };
            diagonal = up;
        }
    }
    row[path.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn patterns_match_and_misses_are_counted() {
        for (pattern, path) in [
            ("head.*", "head.weight"),
            ("*", "a"),
            ("*bias", "hidden.0.bias"),
            ("*.bias", "a.b.bias"),
            ("hidden.?.*", "hidden.3.weight"),
            ("a*b*c", "aXbYbc"),
            ("weight", "weight"),
            ("**", ""),
        ] {
            assert_eq!(distance(pattern, path), 0, "{pattern} {path}");
        }
        for (pattern, path, want) in [
            ("haed.*", "head.weight", 2),
            ("hidden.?.*", "hidden.13.weight", 1),
            ("*.bias", "bias", 1),
            ("weight", "weights", 1),
            ("?", "", 1),
            ("", "abc", 3),
        ] {
            assert_eq!(distance(pattern, path), want, "{pattern} {path}");
        }
    }
}
