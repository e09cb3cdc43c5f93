//! A walk through a pickle that follows what stands on the reader's stack, without the values.
//!
//! The reader copies what a pickle fetches from its memo, and bounds the copies by the number of objects and the length of
//! texts, but not by that of class names and shapes; and it takes a dict that is filled after it was noted for an empty one
//! where it is fetched. This walk finds both first. Source of the opcodes: Python's `pickletools`.

use std::collections::{HashMap, HashSet};

/// What an object takes at most in the reader: as an entry of its stack, with the room by which lists grow.
const OBJECT: u64 = 400;
/// How many bytes of objects there may be: so many times the file, and so many.
const MOST: (u64, u64) = (450, 32 << 20);

/// What is known of an object.
#[derive(Clone, Copy, Default)]
struct Slot {
    /// The bytes of a copy of it.
    bytes: u64,
    /// Whether it is a tensor or has one in it.
    tensors: bool,
    /// Whether it is a text `neg` or has one in it: so PyTorch notes that a tensor's elements have the other sign.
    negated: bool,
    /// Whether it is one of the functions that make a tensor, or has one in it.
    rebuilds: bool,
    /// Where it was noted last.
    memo: Option<u32>,
}

pub(super) struct Walk<'a> {
    pickle: &'a [u8],
    at: usize,
    stack: Vec<Slot>,
    marks: Vec<usize>,
    memo: HashMap<u32, Slot>,
    /// Those of the memo to which tensors were added after they were noted.
    filled: HashSet<u32>,
    bytes: u64,
    most: u64,
    found: Found<'a>,
}

/// What a pickle has in it, as far as it is needed to find the next one.
#[derive(Clone, Copy, Default)]
pub(super) struct Found<'a> {
    /// The bytes of the pickle.
    pub(super) length: usize,
    /// The last number, if it is a small one.
    pub(super) number: usize,
    /// The last name of a class.
    pub(super) class: &'a [u8],
}

impl<'a> Walk<'a> {
    /// Walks through the pickle that begins here, in a file of so many bytes.
    pub(super) fn of(pickle: &'a [u8], file: usize) -> Result<Found<'a>, String> {
        let most = MOST.0 * file as u64 + MOST.1;
        let (stack, marks, memo, filled, found) = Default::default();
        let mut walk = Walk { pickle, at: 0, stack, marks, memo, filled, bytes: 0, most, found };
        while walk.step()? {}
        Ok(Found { length: walk.at, ..walk.found })
    }

    /// Follows one opcode. False at the end.
    fn step(&mut self) -> Result<bool, String> {
        match self.fixed::<1>()?[0] {
            b'.' => return Ok(false),
            0x80 => drop(self.fixed::<1>()?),
            0x95 => drop(self.fixed::<8>()?),
            b'N' | 0x88 | 0x89 | b')' | b']' | b'}' | 0x8f => self.push(Slot::default())?,
            b'K' => self.scalar::<1>()?,
            b'M' => self.scalar::<2>()?,
            b'J' => self.scalar::<4>()?,
            b'G' => self.scalar::<8>()?,
            b'I' | b'L' | b'F' | b'V' => {
                let text = self.line()?;
                self.text(text)?;
            }
            b'U' | b'C' | 0x8a | 0x8c => self.counted::<1>()?,
            b'T' | b'X' | b'B' | 0x8b => self.counted::<4>()?,
            0x8d | 0x8e | 0x96 => self.counted::<8>()?,
            b'c' => {
                let (module, name) = (self.line()?, self.line()?);
                self.text(module)?;
                self.text(name)?;
                self.join(2)?;
                self.found.class = name;
            }
            b'p' => self.line().and_then(|text| self.put(number(text)?))?,
            b'q' => self.fixed().and_then(|[index]| self.put(index.into()))?,
            b'r' => self.fixed().and_then(|index| self.put(u32::from_le_bytes(index)))?,
            0x94 => self.put(self.memo.len() as u32)?,
            b'g' => self.line().and_then(|text| self.get(number(text)?))?,
            b'h' => self.fixed().and_then(|[index]| self.get(index.into()))?,
            b'j' => self.fixed().and_then(|index| self.get(u32::from_le_bytes(index)))?,
            op => self.rearrange(op)?,
        }
        Ok(true)
    }

    /// Opcodes that make objects of others.
    fn rearrange(&mut self, op: u8) -> Result<(), String> {
        match op {
            b'(' => self.marks.push(self.stack.len()),
            b'0' if self.marks.last() == Some(&self.stack.len()) => drop(self.marks.pop()),
            b'0' => drop(self.pop()?),
            b'1' => drop(self.pop_to_mark()?),
            b'2' => {
                let top = self.pop()?;
                self.stack.push(top);
                self.push(top)?;
            }
            b't' | b'l' | b'd' | 0x91 => {
                let items = self.pop_to_mark()?;
                self.push(items)?;
            }
            b'e' | b'u' | 0x90 => self.pop_to_mark().and_then(|items| self.fill(items))?,
            b'a' => self.pop().and_then(|item| self.fill(item))?,
            b's' => {
                self.join(2)?;
                let item = self.pop()?;
                self.fill(item)?;
            }
            0x85 => self.join(1)?,
            0x86 | 0x93 | 0x81 => self.join(2)?,
            0x87 | 0x92 => self.join(3)?,
            b'R' => self.call()?,
            b'b' => self.build()?,
            b'Q' => {
                let id = self.pop()?;
                self.push(Slot { tensors: true, ..id })?;
            }
            op => {
                return Err(format!(
                    "has the opcode {op:#04x} in its pickle, which is not known: it is damaged"
                ));
            }
        }
        Ok(())
    }

    fn call(&mut self) -> Result<(), String> {
        let (arguments, function) = (self.pop()?, self.pop()?);
        if arguments.tensors && arguments.negated && (function.rebuilds || arguments.rebuilds) {
            return Err("holds a tensor whose elements are kept with the other sign (`is_neg()`), which is not read here: \
                        save it with `tensor.resolve_neg()`"
                .to_owned());
        }
        self.push(Slot { negated: false, rebuilds: false, ..joined(&[function, arguments]) })
    }

    /// The reader notes an object again once it has its state.
    fn build(&mut self) -> Result<(), String> {
        let (state, object) = (self.pop()?, self.pop()?);
        self.push(joined(&[object, state]))?;
        object.memo.map_or(Ok(()), |memo| self.put(memo))
    }

    fn put(&mut self, index: u32) -> Result<(), String> {
        let mut top = self.pop()?;
        top.memo = Some(index);
        self.stack.push(top);
        self.filled.remove(&index);
        self.memo.insert(index, top);
        self.spend(top.bytes)
    }

    fn get(&mut self, index: u32) -> Result<(), String> {
        if self.filled.contains(&index) {
            return Err("holds one dict or list of tensors in two places, which is not read here: save a copy in the second"
                .to_owned());
        }
        let slot = self.memo.get(&index).copied();
        self.push(slot.ok_or_else(|| {
            format!("asks for the object {index} in its pickle, which is not there: it is damaged")
        })?)
    }

    /// Adds items to the dict or list on top.
    fn fill(&mut self, items: Slot) -> Result<(), String> {
        let top = self.pop()?;
        if let (true, Some(memo)) = (items.tensors, top.memo) {
            self.filled.insert(memo);
        }
        self.stack.push(Slot { memo: top.memo, ..joined(&[top, items]) });
        Ok(())
    }

    fn join(&mut self, count: usize) -> Result<(), String> {
        let mut parts = [Slot::default(); 3];
        for part in &mut parts[..count] {
            *part = self.pop()?;
        }
        self.push(joined(&parts))
    }

    fn scalar<const BYTES: usize>(&mut self) -> Result<(), String> {
        let mut number = [0; 8];
        number[..BYTES].copy_from_slice(&self.fixed::<BYTES>()?);
        self.found.number = usize::from_le_bytes(number);
        self.push(Slot::default())
    }

    /// A text or number after its length, which is of so many bytes.
    fn counted<const BYTES: usize>(&mut self) -> Result<(), String> {
        let mut length = [0; 8];
        length[..BYTES].copy_from_slice(&self.fixed::<BYTES>()?);
        let text = self.take(usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX))?;
        self.text(text)
    }

    fn text(&mut self, text: &[u8]) -> Result<(), String> {
        let (negated, rebuilds) = (text == b"neg", text.starts_with(b"_rebuild_tensor"));
        self.push(Slot { bytes: 2 * text.len() as u64, negated, rebuilds, ..Slot::default() })
    }

    fn push(&mut self, slot: Slot) -> Result<(), String> {
        let bytes = slot.bytes.saturating_add(OBJECT);
        self.stack.push(Slot { bytes, ..slot });
        self.spend(bytes)
    }

    fn spend(&mut self, bytes: u64) -> Result<(), String> {
        self.bytes = self.bytes.saturating_add(bytes);
        let message =
            "has a pickle that would take memory out of proportion: it is made to exhaust it, or damaged";
        if self.bytes <= self.most { Ok(()) } else { Err(message.to_owned()) }
    }

    fn pop(&mut self) -> Result<Slot, String> {
        let below = self.marks.last().copied().unwrap_or(0);
        let slot = (self.stack.len() > below).then(|| self.stack.pop()).flatten();
        slot.ok_or_else(|| "has a pickle that takes more than it gives: it is damaged".to_owned())
    }

    fn pop_to_mark(&mut self) -> Result<Slot, String> {
        let mark = self.marks.pop().ok_or("has a pickle with an end and no beginning: it is damaged")?;
        Ok(joined(&self.stack.split_off(mark)))
    }

    fn line(&mut self) -> Result<&'a [u8], String> {
        let length = self.pickle[self.at..].iter().position(|byte| *byte == b'\n');
        let line = self.take(length.unwrap_or(usize::MAX))?;
        self.at += 1;
        Ok(line)
    }

    fn fixed<const BYTES: usize>(&mut self) -> Result<[u8; BYTES], String> {
        Ok(*self.take(BYTES)?.first_chunk().expect("as many were taken"))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(length);
        let taken = end.and_then(|end| self.pickle.get(self.at..end));
        let taken = taken.ok_or("ends in the middle of its pickle: it is cut off; take another copy")?;
        self.at += length;
        Ok(taken)
    }
}

fn joined(parts: &[Slot]) -> Slot {
    parts.iter().fold(Slot::default(), |sum, part| Slot {
        bytes: sum.bytes.saturating_add(part.bytes),
        tensors: sum.tensors | part.tensors,
        negated: sum.negated | part.negated,
        rebuilds: sum.rebuilds | part.rebuilds,
        memo: None,
    })
}

fn number(text: &[u8]) -> Result<u32, String> {
    let number = str::from_utf8(text).ok().and_then(|text| text.trim_end().parse().ok());
    number.ok_or_else(|| "has a pickle with a place that is no number: it is damaged".to_owned())
}
