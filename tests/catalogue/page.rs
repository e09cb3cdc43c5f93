//! The page that shows every mistake with its message: `nn_core::mistakes`.

use std::fmt::Write;
use std::{env, fs};

use super::{GROUPS, Mistake, all_mistakes, mistakes};

const PAGE: &str = "../nn-core/src/mistakes.md";

#[test]
fn the_page_shows_what_the_compiler_says() {
    let page = page();
    if env::var("MISTAKES").is_ok_and(|value| value == "overwrite") {
        fs::write(PAGE, &page).expect("the page can be written");
    }
    let found = fs::read_to_string(PAGE).expect("a page");
    assert!(found == page, "{PAGE} is stale: MISTAKES=overwrite cargo test -p tests --test ui page");
}

fn page() -> String {
    let mut page = format!(
        "Every mistake whose message is tested, {} in all: what was written, and what the compiler says.\n\n\
         A parameter that could get lost is an error of the compiler, with the place and what to write instead. \
         This page is generated from the tests, so that it says what you will read.\n",
        all_mistakes().iter().map(Mistake::count).sum::<usize>()
    );
    for (group, title) in GROUPS {
        write!(page, "\n# {title}\n").expect("a string can be written");
        mistakes(group).iter().for_each(|mistake| page.push_str(&entry(mistake)));
    }
    page
}

/// A mistake under its title, which is left out of the source, so that lines count from where it starts.
fn entry(mistake: &Mistake) -> String {
    let title = mistake.title().trim_end_matches('.');
    let header = mistake.source.lines().take_while(|line| line.is_empty() || line.starts_with("//!")).count();
    let source = mistake.source.lines().skip(header).collect::<Vec<_>>().join("\n");
    let source = source.trim_end_matches("fn main() {}").trim_end();
    let message =
        mistake.message.lines().map(|line| shown(mistake, line, header)).collect::<Vec<_>>().join("\n");
    format!("\n## {title}\n\n```rust,compile_fail\n{source}\n```\n\n```text\n{}\n```\n", message.trim_end())
}

/// A line of a message as in a program of one's own.
fn shown(mistake: &Mistake, line: &str, header: usize) -> String {
    let file = mistake.file.to_string_lossy().replace('\\', "/");
    let line = line.replace(&format!("$DIR/{file}"), &file).replace("$WORKSPACE/", "");
    let place = format!("{file}:");
    let mut places = line.split(&place);
    let first = renumbered(places.next().expect("a string has a beginning"), header);
    let rest = places.map(|place| {
        // A closure is named by where it starts and where it ends: `src/main.rs:9:30: 9:44`.
        let parts: Vec<String> = place.split(": ").map(|part| earlier(part, header)).collect();
        format!("src/main.rs:{}", parts.join(": "))
    });
    std::iter::once(first).chain(rest).collect()
}

/// The line with another number in its gutter, if it has one.
fn renumbered(line: &str, header: usize) -> String {
    let text = line.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let has_gutter = [" |", " -", " +", " ~"].iter().any(|mark| text[digits..].starts_with(mark));
    if digits == 0 || !has_gutter {
        return line.to_string();
    }
    format!("{:>1$}{2}", earlier(&text[..digits], header), line.len() - text.len() + digits, &text[digits..])
}

/// The text with the number at its beginning made smaller by the lines that are left out.
fn earlier(text: &str, lines: usize) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text[..digits].parse::<usize>() {
        Ok(number) => format!("{}{}", number - lines, &text[digits..]),
        Err(_) => text.to_string(),
    }
}
