//! A type as people write it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens as rustfmt would put them: `Vec<Linear>` instead of `Vec < Linear >`.
pub(crate) fn spell(tokens: impl ToTokens) -> String {
    let mut out = String::new();
    write(tokens.to_token_stream(), &mut out);
    out
}

fn write(tokens: TokenStream, out: &mut String) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                if stands_apart(out) {
                    out.push(' ');
                }
                out.push_str(open);
                write(group.stream(), out);
                out.push_str(close);
            }
            TokenTree::Punct(punct) => punctuation(punct.as_char(), out),
            word => {
                if out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '>')) {
                    out.push(' ');
                }
                out.push_str(&word.to_string());
            }
        }
    }
}

/// Whether a bracket does not belong to the word before it.
fn stands_apart(out: &str) -> bool {
    let start = out.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    out[..start].ends_with('\'') || matches!(&out[start..], "mut" | "const")
}

fn punctuation(mark: char, out: &mut String) {
    match mark {
        ',' | ';' => out.extend([mark, ' ']),
        '+' | '=' => out.extend([' ', mark, ' ']),
        '-' => out.extend([' ', mark]),
        '>' if out.ends_with('-') => out.push_str("> "),
        '\'' if out.ends_with(|c: char| c.is_alphanumeric()) => out.push_str(" '"),
        _ => out.push(mark),
    }
}

#[cfg(test)]
mod tests {
    use super::spell;
    use quote::quote;

    #[test]
    fn types_read_as_they_are_written() {
        for text in [
            "Vec<Linear>",
            "HashMap<String, Vec<(Linear, usize)>>",
            "&'a str",
            "&'a [usize]",
            "&mut (f32, fn(f32) -> f32)",
            "Box<dyn Fn(f32) -> f32 + Send>",
            "[Linear; 3]",
            "std::sync::Arc<T>",
            "<T as Iterator>::Item",
            "for<'a> fn(&'a str) -> &'a str",
        ] {
            let tokens: proc_macro2::TokenStream = text.parse().unwrap();
            assert_eq!(spell(quote!(#tokens)), text);
        }
    }
}
