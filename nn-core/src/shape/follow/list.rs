//! A list of tensors.

use super::{Message, Shape};

/// The shapes of the tensors in a list.
#[derive(Clone, Copy, Debug)]
pub struct List {
    items: [Shape; List::MOST],
    len: usize,
}

impl List {
    /// The most tensors that are followed in one list.
    const MOST: usize = 128;

    /// A list of none.
    pub const fn new() -> Self {
        List { items: [Shape::new(&[]); List::MOST], len: 0 }
    }

    /// The list with another tensor behind the last.
    pub const fn and(mut self, item: Shape) -> Result<Self, Message> {
        if self.len == List::MOST {
            return Err(Message::new("the check of the shapes follows a list of at most 128 tensors"));
        }
        self.items[self.len] = item;
        self.len += 1;
        Ok(self)
    }

    /// The list of these tensors.
    pub const fn of(items: &[Shape]) -> Result<Self, Message> {
        let (mut list, mut i) = (Ok(List::new()), 0);
        while i < items.len() {
            list = match list {
                Ok(list) => list.and(items[i]),
                Err(message) => Err(message),
            };
            i += 1;
        }
        list
    }

    /// The number of tensors.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The tensor at an index.
    pub const fn get(&self, index: usize) -> Result<Shape, Message> {
        if index < self.len {
            return Ok(self.items[index]);
        }
        let message = Message::new("there is no tensor ").number(index);
        Err(message.text(" in a list of ").number(self.len))
    }

    /// The last tensor.
    pub const fn last(&self) -> Result<Shape, Message> {
        if self.len == 0 { Err(Message::new("the list of tensors is empty")) } else { self.get(self.len - 1) }
    }

    /// The list without its last tensor.
    pub const fn shorter(mut self) -> Self {
        self.len = self.len.saturating_sub(1);
        self
    }

    /// The batch of the forward that is followed, or 0.
    pub const fn batch(&self) -> usize {
        self.items[0].batch()
    }

    /// The shapes.
    pub const fn as_slice(&self) -> &[Shape] {
        self.items.split_at(self.len).0
    }
}

/// What tensors were reduced to, if there were some.
pub const fn reduced(has_some: bool, made: Shape) -> Result<Shape, Message> {
    if has_some { Ok(made) } else { Err(Message::new("reduce: there are no tensors")) }
}

impl Default for List {
    fn default() -> Self {
        List::new()
    }
}
