//! The pages that show every mistake with its message: `nn_core::mistakes` and a module in it for each kind.

use std::fmt::Write;
use std::{env, fs};

use super::{GROUPS, Group, Mistake, all_mistakes, mistakes};

const FOLDER: &str = "../nn-core/src/mistakes";

#[test]
fn the_pages_show_what_the_compiler_says() {
    let pages = GROUPS.iter().map(|group| (group.folder, page(group)));
    for (name, page) in pages.chain([("index", index())]) {
        let path = format!("{FOLDER}/{name}.md");
        if env::var("MISTAKES").is_ok_and(|value| value == "overwrite") {
            fs::write(&path, &page).expect("the page can be written");
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == page, "{path} is stale: MISTAKES=overwrite cargo test -p tests --test ui page");
    }
}

/// A kind of mistakes that has no module is found nowhere.
#[test]
fn every_page_is_a_module_and_every_module_a_page() {
    let code = fs::read_to_string(format!("{FOLDER}/mod.rs")).expect("the module of the pages");
    let modules: Vec<&str> = code.lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    let pages: Vec<String> = GROUPS.iter().map(|group| format!("{} {{}}", group.folder)).collect();
    assert_eq!(modules, pages);
}

/// All mistakes of a kind.
fn page(group: &Group) -> String {
    let mistakes = mistakes(group.folder);
    let mut page = format!(
        "{}.\n\n{} There are {} of them here: what was written, and what the compiler says. [The other \
         kinds](crate::mistakes).\n",
        group.title,
        group.about,
        count(&mistakes)
    );
    mistakes.iter().for_each(|mistake| page.push_str(&entry(mistake)));
    page
}

/// The kinds, each with the titles of its mistakes.
fn index() -> String {
    let mut index = format!(
        "Every mistake whose message is tested, {} in all: what was written, and what the compiler says.\n\n\
         A parameter that could get lost is an error of the compiler, with the place and what to write instead. \
         These pages are generated from the tests, so that they say what you will read. There is one for each kind.\n",
        count(&all_mistakes())
    );
    for Group { folder, title, about } in GROUPS {
        let mistakes = mistakes(folder);
        write!(index, "\n# [{title}]({folder}) ({})\n\n{about}\n\n", count(&mistakes)).expect(WRITTEN);
        for title in mistakes.iter().map(heading) {
            writeln!(index, "- [{title}]({folder}#{})", anchor(title)).expect(WRITTEN);
        }
    }
    index
}

const WRITTEN: &str = "a string can be written";

fn count(mistakes: &[Mistake]) -> usize {
    mistakes.iter().map(Mistake::count).sum()
}

/// The title without its full stop.
fn heading(mistake: &Mistake) -> &str {
    mistake.title().trim_end_matches('.')
}

/// Where rustdoc puts a heading: its letters and digits in lower case, with `-` for each blank.
fn anchor(heading: &str) -> String {
    let letter = |c: char| match c {
        ' ' => Some('-'),
        _ if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    heading.chars().filter_map(letter).collect()
}

/// A mistake under its title, which is left out of the source, so that lines count from where it starts.
fn entry(mistake: &Mistake) -> String {
    let title = heading(mistake);
    let header = mistake.source.lines().take_while(|line| line.is_empty() || line.starts_with("//!")).count();
    let source = mistake.source.lines().skip(header).collect::<Vec<_>>().join("\n");
    let source = source.trim_end_matches("fn main() {}").trim_end();
    let message =
        mistake.message.lines().map(|line| shown(mistake, line, header)).collect::<Vec<_>>().join("\n");
    format!("\n# {title}\n\n```rust,compile_fail\n{source}\n```\n\n```text\n{}\n```\n", message.trim_end())
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
