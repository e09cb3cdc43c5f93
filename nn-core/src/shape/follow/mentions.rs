//! Which fields a method uses.

use crate::shape::is_same;

/// The fields that a method names, and what those name that it calls; which is unknown where one is not followed.
#[derive(Debug)]
pub struct Mentions {
    /// The names of fields.
    pub fields: &'static [&'static str],
    /// What the methods that it calls mention.
    pub methods: &'static [Option<&'static Mentions>],
}

/// Whether one of these may use a field.
pub const fn mention(field: &str, methods: &[Option<&'static Mentions>]) -> bool {
    let mut i = 0;
    while i < methods.len() {
        match methods[i] {
            Some(mentions) if !names(field, mentions.fields) && !mention(field, mentions.methods) => {}
            _ => return true,
        }
        i += 1;
    }
    false
}

const fn names(field: &str, fields: &[&str]) -> bool {
    let mut i = 0;
    while i < fields.len() {
        if is_same(field, fields[i]) {
            return true;
        }
        i += 1;
    }
    false
}
