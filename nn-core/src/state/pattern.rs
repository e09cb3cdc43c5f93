//! Names by patterns: `*` stands for any run of characters.

use crate::error::{Error, Result};

/// What the stars of a pattern stand for in a name, or none if it does not match: each for as little as it can, from
/// the left, and the last for what is left.
pub(super) fn captures<'a>(pattern: &str, name: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces: Vec<&str> = pattern.split('*').collect();
    let last = pieces.pop().expect("a split text has a piece");
    let Some((first, between)) = pieces.split_first() else { return (name == last).then(Vec::new) };
    let mut rest = name.strip_prefix(first)?.strip_suffix(last)?;
    let mut captures = Vec::new();
    for piece in between {
        let (capture, after) = rest.split_once(piece)?;
        captures.push(capture);
        rest = after;
    }
    captures.push(rest);
    Some(captures)
}

/// A name with places for what a pattern captures.
pub(super) struct Template(Vec<Part>);

enum Part {
    Text(String),
    /// The place of a capture, counted from 0.
    Capture(usize),
}

impl Template {
    /// Reads a template beside a pattern: its stars are the pattern's in their order, or `{1}`, `{2}`, .. name them.
    pub(super) fn read(template: &str, pattern: &str) -> Result<Template> {
        let count = pattern.matches('*').count();
        let refuse =
            |what: String| Err(Error::setting(format!("`{template}` {what}")).with("name", template));
        let by_number = numbered(template);
        if by_number.iter().all(|part| matches!(part, Part::Text(_))) {
            let stars = template.matches('*').count();
            if stars == count {
                return Ok(Template(starred(template)));
            }
            return refuse(format!(
                "has {stars} `*`, but `{pattern}` has {count}: put as many, or write `{{1}}` for what the first stands \
                 for"
            ));
        }
        if template.contains('*') {
            return refuse("has both `*` and numbers: write either".to_owned());
        }
        let beyond = |part: &Part| matches!(part, Part::Capture(at) if *at >= count);
        if by_number.iter().any(beyond) {
            return refuse(format!("asks for more than the {count} `*` of `{pattern}`, which count from 1"));
        }
        Ok(Template(by_number))
    }

    pub(super) fn fill(&self, captures: &[&str]) -> String {
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Capture(at) => captures[*at].to_owned(),
        };
        self.0.iter().map(text).collect()
    }
}

fn starred(template: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, piece) in template.split('*').enumerate() {
        parts.extend((at > 0).then(|| Part::Capture(at - 1)));
        parts.push(Part::Text(piece.to_owned()));
    }
    parts
}

/// The parts of a template with `{1}` in it; other braces are text.
fn numbered(template: &str) -> Vec<Part> {
    let (mut parts, mut rest) = (Vec::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        let number = after.split_once('}').and_then(|(number, after)| Some((number.parse().ok()?, after)));
        let (part, after) = match number {
            // There is no capture of number 0, and so none of this one.
            Some((number, after)) => (Part::Capture(usize::wrapping_sub(number, 1)), after),
            None => (Part::Text("{".to_owned()), after),
        };
        parts.extend([Part::Text(before.to_owned()), part]);
        rest = after;
    }
    parts.push(Part::Text(rest.to_owned()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_take_as_little_as_they_can() {
        assert_eq!(captures("module.*", "module.fc.weight").unwrap(), ["fc.weight"]);
        assert_eq!(captures("*.*", "layers.0.weight").unwrap(), ["layers", "0.weight"]);
        assert_eq!(captures("*_l*", "weight_ih_l0").unwrap(), ["weight_ih", "0"]);
        assert_eq!(captures("a*b*a", "abba").unwrap(), ["", "b"]);
        assert_eq!(captures("*", "").unwrap(), [""]);
        assert_eq!(captures("fc.weight", "fc.weight").unwrap(), [""; 0]);
        for (pattern, name) in [("a*a", "a"), ("fc", "fc.weight"), ("*.x.*", "a.x"), ("*é", "e"), ("", "a")]
        {
            assert!(captures(pattern, name).is_none(), "{pattern} {name}");
        }
    }

    #[test]
    fn a_template_names_captures_by_order_or_number() {
        let filled = |template, pattern, name| {
            Template::read(template, pattern).map(|t| t.fill(&captures(pattern, name).unwrap()))
        };
        assert_eq!(filled("layers.{2}.{1}", "*_l*", "weight_ih_l0").unwrap(), "layers.0.weight_ih");
        assert_eq!(filled("x.*.y.*", "a.*.b.*", "a.1.b.2").unwrap(), "x.1.y.2");
        assert_eq!(filled("{x}{1}{", "a*", "a7").unwrap(), "{x}7{");
        let error = |template, pattern| Template::read(template, pattern).err().unwrap().to_string();
        assert_eq!(
            error("*", "*.*"),
            "`*` has 1 `*`, but `*.*` has 2: put as many, or write `{1}` for what the first stands for"
        );
        assert_eq!(error("{1}.*", "*"), "`{1}.*` has both `*` and numbers: write either");
        for template in ["{2}", "{0}", "{18446744073709551615}"] {
            assert!(error(template, "*").contains("asks for more than the 1 `*`"), "{template}");
        }
    }
}
