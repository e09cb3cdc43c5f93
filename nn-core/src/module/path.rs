//! Where in a model something stands: `hidden.3.weight`.

use std::fmt;

/// The path of a module, parameter or buffer: field names and indices, joined by dots as in PyTorch.
///
/// A path is a chain of segments on the stack of the walk, so that a walk that needs no names makes none.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
    frozen: bool,
}

#[derive(Clone, Copy, Debug, Hash)]
enum Segment<'a> {
    Root,
    Name(&'a str),
    Index(usize),
    Elements(&'a Elements),
}

/// How the elements of a list are called: their index stands between two texts.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Hash)]
pub struct Elements {
    /// What stands before the index.
    pub before: &'static str,
    /// What stands behind it.
    pub after: &'static str,
    /// The number of the first element.
    pub first: usize,
}

impl Path<'_> {
    /// The path of the model itself.
    pub const ROOT: Path<'static> = Path { parent: None, segment: Segment::Root, frozen: false };

    /// The path of a field (or of a map's entry) below this one.
    #[inline]
    pub fn field<'a>(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), segment: Segment::Name(name), frozen: self.frozen }
    }

    /// The path of a list's element below this one.
    #[inline]
    pub fn index(&self, index: usize) -> Path<'_> {
        Path { parent: Some(self), segment: Segment::Index(index), frozen: self.frozen }
    }

    /// The path of a list below this one that names its elements: they have no segment of their own.
    #[doc(hidden)]
    #[inline]
    pub fn elements<'a>(&'a self, elements: &'a Elements) -> Path<'a> {
        Path { parent: Some(self), segment: Segment::Elements(elements), frozen: self.frozen }
    }

    /// How the list calls its elements of which this is one, if it does, and the path that the list stands in.
    #[inline]
    fn list(&self) -> Option<(&Elements, Option<&Path<'_>>)> {
        match self.parent {
            Some(Path { segment: Segment::Elements(elements), parent, .. }) => Some((elements, *parent)),
            _ => None,
        }
    }

    /// The same path inside a [`Frozen`](super::Frozen): what stands below is not trained.
    #[inline]
    pub(super) fn frozen(self) -> Self {
        Path { frozen: true, ..self }
    }

    /// Whether the path leads through a [`Frozen`](super::Frozen).
    #[inline]
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Whether this is the model itself.
    pub fn is_root(&self) -> bool {
        matches!(self.segment, Segment::Root)
    }

    /// The last segment, empty for the model itself.
    pub fn name(&self) -> String {
        match (self.segment, self.list()) {
            (Segment::Root, _) => String::new(),
            (Segment::Name(name), _) => name.to_owned(),
            (Segment::Index(index), Some((Elements { before, after, first }, _))) => {
                format!("{before}{}{after}", first + index)
            }
            (Segment::Index(index), None) => index.to_string(),
            (Segment::Elements(Elements { before, after, .. }), _) => format!("{before}{{}}{after}"),
        }
    }

    /// The path that this one stands in.
    fn outer(&self) -> Option<&Path<'_>> {
        match (self.segment, self.list()) {
            (Segment::Index(_), Some((_, outer))) => outer,
            _ => self.parent,
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer().filter(|outer| !outer.is_root()) {
            write!(f, "{outer}.")?;
        }
        f.write_str(&self.name())
    }
}

impl From<&Path<'_>> for String {
    fn from(path: &Path<'_>) -> String {
        let mut name = String::new();
        path.push_to(&mut name);
        name
    }
}

impl Path<'_> {
    /// Appends the path to a text. The chain goes from the last segment to the first, and so is the name put together:
    /// faster than pushing the segments in order, and the allocation for a single name is exact.
    #[inline]
    pub(super) fn push_to(&self, text: &mut String) {
        let mut name = FromBehind { bytes: [0; ROOM], first: ROOM };
        match name.put_path(self) {
            Some(()) => text.push_str(str::from_utf8(&name.bytes[name.first..]).expect("segments are text")),
            None => text.push_str(&self.to_string()),
        }
    }
}

/// How long a name may be that is put together on the stack.
const ROOM: usize = 64;

/// A name whose end is known and whose beginning is not.
struct FromBehind {
    bytes: [u8; ROOM],
    first: usize,
}

impl FromBehind {
    /// `None` if there is no room.
    #[inline]
    fn put_path(&mut self, path: &Path<'_>) -> Option<()> {
        let mut path = path;
        loop {
            let mut outer = path.parent;
            match path.segment {
                Segment::Root => {}
                Segment::Name(name) => self.put(name.as_bytes())?,
                Segment::Index(index) => match path.list() {
                    None => self.put_index(index)?,
                    Some((elements, around)) => {
                        self.put(elements.after.as_bytes())?;
                        self.put_index(elements.first + index)?;
                        self.put(elements.before.as_bytes())?;
                        outer = around;
                    }
                },
                Segment::Elements(_) => self.put(path.name().as_bytes())?,
            }
            path = match outer {
                Some(outer) if !outer.is_root() => outer,
                _ => return Some(()),
            };
            self.put_byte(b'.')?;
        }
    }

    #[inline]
    fn put(&mut self, text: &[u8]) -> Option<()> {
        let first = self.first.checked_sub(text.len())?;
        self.bytes[first..self.first].copy_from_slice(text);
        self.first = first;
        Some(())
    }

    #[inline]
    fn put_byte(&mut self, byte: u8) -> Option<()> {
        self.first = self.first.checked_sub(1)?;
        self.bytes[self.first] = byte;
        Some(())
    }

    #[inline]
    fn put_index(&mut self, mut index: usize) -> Option<()> {
        loop {
            self.put_byte(b'0' + (index % 10) as u8)?;
            index /= 10;
            if index == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_joined_by_dots() {
        let hidden = Path::ROOT.field("hidden");
        let third = hidden.index(13);
        let weight = third.field("weight");
        assert_eq!(weight.to_string(), "hidden.13.weight");
        assert_eq!(String::from(&weight), "hidden.13.weight");
        assert_eq!(Path::ROOT.to_string(), "");
        assert_eq!(third.name(), "13");
        assert_eq!(Path::ROOT.index(0).to_string(), "0");
        assert_eq!(Path::ROOT.index(usize::MAX).to_string(), usize::MAX.to_string());
    }

    #[test]
    fn a_list_may_name_its_elements() {
        let elements = Elements { before: "weight_l", after: "_reverse", first: 1 };
        let rnn = Path::ROOT.field("rnn");
        for (list, before) in [(rnn.elements(&elements), "rnn."), (Path::ROOT.elements(&elements), "")] {
            let element = list.index(11);
            assert_eq!(element.name(), "weight_l12_reverse");
            for (path, after) in [(element, ""), (element.field("x"), ".x"), (element.index(3), ".3")] {
                assert_eq!(path.to_string(), format!("{before}weight_l12_reverse{after}"));
                assert_eq!(String::from(&path), path.to_string());
            }
            assert_eq!(String::from(&list), format!("{before}weight_l{{}}_reverse"));
            assert_eq!(list.to_string(), String::from(&list));
        }
    }

    #[test]
    fn both_ways_to_a_name_agree() {
        for (length, index) in
            [(0, 0), (1, 9), (30, 10), (21, usize::MAX), (22, usize::MAX), (31, 7), (32, 7), (300, 7)]
        {
            let name = "å".repeat(length);
            let (list, root) = (Path::ROOT.field(&name), Path::ROOT);
            for path in [list.index(index), list.field("weight"), root.index(index), list] {
                assert_eq!(String::from(&path), path.to_string());
            }
        }
        assert_eq!(String::from(&Path::ROOT), "");
    }
}
