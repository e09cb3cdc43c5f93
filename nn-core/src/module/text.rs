//! Messages that are put together at compile time.

use super::fact::{Fact, Kind};

/// A message.
pub(super) struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    pub(super) const fn of(parts: &[&str]) -> Self {
        Text { bytes: [0; 1024], len: 0 }.and(parts)
    }

    pub(super) const fn and(mut self, parts: &[&str]) -> Self {
        let mut i = 0;
        while i < parts.len() {
            let part = parts[i].as_bytes();
            let end = self.len + part.len();
            // A type so long that its message does not fit is cut off as a whole, which keeps the text valid.
            if end <= self.bytes.len() {
                self.bytes.split_at_mut(self.len).1.split_at_mut(part.len()).0.copy_from_slice(part);
                self.len = end;
            }
            i += 1;
        }
        self
    }

    /// Adds what is advised about a type: `$$` is the type, `$0` what is in its first argument.
    pub(super) const fn advice(mut self, fact: &Fact) -> Self {
        let mut rest = fact.advice.text;
        let mut i = 0;
        while i < rest.len() {
            if rest.as_bytes()[i] == b'$' {
                let (before, after) = rest.split_at(i);
                self = self.and(&[before]);
                self = match after.as_bytes()[1] {
                    b'$' => self.and(&[fact.name]),
                    digit => self.remedy(fact, (digit - b'0') as usize),
                };
                rest = after.split_at(2).1;
                i = 0;
            } else {
                i += 1;
            }
        }
        self.and(&[rest])
    }

    /// Adds the module that an argument of the type hides. An alias does not say what its arguments are.
    const fn remedy(self, fact: &Fact, index: usize) -> Self {
        if index >= fact.inside.len() {
            return self.and(&["_"]);
        }
        let module = fact.inside[index].module_within();
        match module.kind {
            Kind::Object | Kind::Closure => self.and(&["Box<", module.name, ">"]),
            Kind::Slice => self.and(&["Vec<", module.inside[0].name, ">"]),
            _ => self.and(&[module.name]),
        }
    }

    #[track_caller]
    pub(super) const fn panic(&self) -> ! {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("a field is not registered"),
        }
    }
}
