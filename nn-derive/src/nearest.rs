//! The nearest of several names.

/// The name that a misspelt one was meant to be, if one is near.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|known| (distance(name, known), *known)).min()?;
    (near.0 <= name.chars().count().max(3) / 2).then_some(near.1)
}

/// How many letters must be inserted, removed or replaced to turn one name into the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.chars().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.chars().count()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name() {
        let known = ["skip", "rename", "flatten", "with"];
        assert_eq!(nearest("skp", &known), Some("skip"));
        assert_eq!(nearest("flaten", &known), Some("flatten"));
        assert_eq!(nearest("renamed", &known), Some("rename"));
        assert_eq!(nearest("parameters", &known), None);
    }
}
