//! Items with a few tokens changed, lost, doubled or put elsewhere.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use super::dice::Dice;

const WORDS: &[&str] = &[
    "#",
    "!",
    "&",
    "'a",
    "(",
    ")",
    "*",
    "+",
    ",",
    "-> T",
    ".",
    "..",
    "0",
    "1.5",
    ":",
    "::",
    ";",
    "<",
    "=",
    ">",
    "?",
    "@",
    "[",
    "]",
    "_",
    "b'x'",
    "\"\"",
    "\"text\"",
    "#[module(skip)]",
    "#[module(rename = \"a\")]",
    "#[module(flatten",
    "as",
    "const",
    "crate",
    "dyn",
    "enum",
    "fn",
    "for<'a>",
    "impl",
    "in",
    "macro_rules!",
    "module",
    "mut",
    "pub",
    "pub(crate)",
    "r#type",
    "self",
    "Self",
    "skip",
    "struct",
    "super",
    "T",
    "trait",
    "union",
    "unsafe",
    "where",
    "{",
    "}",
    "Net",
    "Self::",
    "= 3",
    "$",
    "~",
    "'",
    "\\",
];

/// A mutation of an item that still consists of tokens, with its source.
pub(super) fn mutated(item: TokenStream, dice: &mut Dice) -> (String, TokenStream) {
    let mut words = Vec::new();
    write(item, &mut words);
    loop {
        let mut words = words.clone();
        for _ in 0..=dice.below(3) {
            mutate(&mut words, dice);
        }
        let source = words.join(" ");
        match source.parse::<TokenStream>() {
            Ok(tokens) if !tokens.is_empty() => return (source, tokens),
            _ => {}
        }
    }
}

fn mutate(words: &mut Vec<String>, dice: &mut Dice) {
    let (here, there) = (dice.below(words.len()), dice.below(words.len()));
    match dice.below(7) {
        0 if words.len() > 1 => drop(words.remove(here)),
        1 => words.insert(there, words[here].clone()),
        2 => words.swap(here, there),
        3 => words[here] = dice.pick(WORDS).to_owned(),
        4 => words.insert(here, dice.pick(WORDS).to_owned()),
        5 => words[here] = format!("({})", words[here]),
        _ if dice.one_in(4) => words.truncate(here.max(1)),
        _ => drop(words.drain(here..(here + dice.below(4)).min(words.len()))),
    }
    if words.is_empty() {
        words.push("struct".to_owned());
    }
}

/// The words of an item: the delimiters of a group are words as well, and marks that belong together are one.
fn write(tokens: TokenStream, words: &mut Vec<String>) {
    let mut is_joint = false;
    for tree in tokens {
        let was_joint = std::mem::replace(
            &mut is_joint,
            matches!(&tree, TokenTree::Punct(mark) if mark.spacing() == Spacing::Joint),
        );
        match tree {
            TokenTree::Group(group) => {
                let [open, close] = delimiters(&group);
                words.push(open.to_owned());
                write(group.stream(), words);
                words.push(close.to_owned());
            }
            tree if was_joint => words.last_mut().expect("a mark").push_str(&tree.to_string()),
            tree => words.push(tree.to_string()),
        }
    }
}

fn delimiters(group: &Group) -> [&'static str; 2] {
    match group.delimiter() {
        Delimiter::Parenthesis => ["(", ")"],
        Delimiter::Bracket => ["[", "]"],
        Delimiter::Brace | Delimiter::None => ["{", "}"],
    }
}
