//! Where in a model something stands: `hidden.3.weight`.

use std::fmt;

/// The path of a module, parameter or buffer: field names and indices, joined by dots as in PyTorch.
///
/// A path is a chain of segments on the stack of the walk, so that a walk that needs no names makes none.
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
    frozen: bool,
}

#[derive(Clone, Copy, Debug)]
enum Segment<'a> {
    Root,
    Name(&'a str),
    Index(usize),
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

    /// The same path inside a field that is declared frozen: what stands below is not trained.
    #[inline]
    pub fn frozen(self) -> Self {
        Path { frozen: true, ..self }
    }

    /// Whether the path leads through a field that is declared frozen.
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
        match self.segment {
            Segment::Root => String::new(),
            Segment::Name(name) => name.to_owned(),
            Segment::Index(index) => index.to_string(),
        }
    }

    fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        if let Some(parent) = self.parent.filter(|p| !p.is_root()) {
            parent.write(out)?;
            out.write_char('.')?;
        }
        match self.segment {
            Segment::Root => Ok(()),
            Segment::Name(name) => out.write_str(name),
            Segment::Index(index) => write_index(index, out),
        }
    }
}

/// Writes an index without the general formatting, which would take longer than the rest of the name.
fn write_index(mut index: usize, out: &mut impl fmt::Write) -> fmt::Result {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (index % 10) as u8;
        index /= 10;
        if index == 0 {
            break;
        }
    }
    out.write_str(std::str::from_utf8(&digits[first..]).expect("digits are ASCII"))
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl From<&Path<'_>> for String {
    fn from(path: &Path<'_>) -> String {
        let mut name = String::with_capacity(24);
        path.write(&mut name).expect("a string takes everything");
        name
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
}
