//! `#[module(rename = "layer{}")]`: the names of a list's elements.

use syn::{GenericArgument, PathArguments, Type};

/// What stands before and after the index of an element, and the index of the first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) first: usize,
}

impl Pattern {
    /// The pattern in a name; none without braces, `Err` with braces that are no index.
    pub(crate) fn of(name: &str) -> Result<Option<Self>, ()> {
        if !name.contains(['{', '}']) {
            return Ok(None);
        }
        let (before, rest) = name.split_once('{').ok_or(())?;
        let (index, after) = rest.split_once('}').ok_or(())?;
        let first = match index.strip_suffix("..") {
            Some(first) => first.parse().map_err(|_| ())?,
            None if index.is_empty() => 0,
            None => return Err(()),
        };
        let is_plain = !before.contains('}') && !after.contains(['{', '}']);
        is_plain.then(|| Some(Pattern { before: before.into(), after: after.into(), first })).ok_or(())
    }

    /// What stands around the index, with a digit in its place.
    pub(crate) fn around(&self) -> String {
        format!("{}0{}", self.before, self.after)
    }

    /// Whether an element may have the name of another field, or of an element of another pattern.
    pub(crate) fn meets(&self, other: &str) -> bool {
        let Ok(Some(other)) = Pattern::of(other) else { return self.names(other) };
        let (before, after) = (&other.before, &other.after);
        digits_apart(&self.before, before, str::strip_prefix)
            && digits_apart(&self.after, after, str::strip_suffix)
    }

    fn names(&self, name: &str) -> bool {
        let index = name.strip_prefix(&*self.before).and_then(|rest| rest.strip_suffix(&*self.after));
        index.is_some_and(|index| !index.is_empty() && is_digits(index))
    }
}

/// Whether one text is the other and digits.
fn digits_apart<'a>(one: &'a str, other: &'a str, strip: fn(&'a str, &'a str) -> Option<&'a str>) -> bool {
    strip(one, other).or_else(|| strip(other, one)).is_some_and(is_digits)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether what is in a type has an index in paths, by the type's name.
pub(crate) fn has_indices(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => has_indices(&group.elem),
        Type::Paren(paren) => has_indices(&paren.elem),
        Type::Array(_) | Type::Tuple(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let inside = |ty: &GenericArgument| matches!(ty, GenericArgument::Type(ty) if has_indices(ty));
            match (last.ident.to_string().as_str(), &last.arguments) {
                ("Vec" | "VecDeque" | "Sequential" | "Layers", _) => true,
                ("Option" | "Box" | "Frozen" | "Shared", PathArguments::AngleBracketed(list)) => {
                    list.args.iter().any(inside)
                }
                _ => false,
            }
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(name: &str) -> Pattern {
        Pattern::of(name).unwrap().unwrap()
    }

    #[test]
    fn what_stands_around_the_index() {
        assert_eq!(pattern("weight_ih_l{}").before, "weight_ih_l");
        assert_eq!(
            pattern("w{1..}_reverse"),
            Pattern { before: "w".into(), after: "_reverse".into(), first: 1 }
        );
        assert_eq!(Pattern::of("weight"), Ok(None));
        for name in ["{", "}", "a{}{}", "a{i}", "a{1}", "a{..}", "}{", "a{-1..}"] {
            assert_eq!(Pattern::of(name), Err(()), "{name}");
        }
    }

    #[test]
    fn what_an_element_may_be_called() {
        let layers = pattern("layer{}");
        for name in ["layer0", "layer12", "layer{1..}", "layer1{}", "lay{}"] {
            assert_eq!(layers.meets(name), name != "lay{}", "{name}");
        }
        for name in ["layer", "layer0a", "layers", "layer{}_reverse", "head"] {
            assert!(!layers.meets(name), "{name}");
        }
        assert!(pattern("{}").meets("3"));
        assert!(pattern("a{}1").meets("a{}"));
    }
}
