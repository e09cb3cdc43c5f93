//! Places in the source of these tests, by what is written there, so that snapshots stay as they are when lines move.

use std::fs;
use std::path::PathBuf;

/// What is written in a file of the repository from a place on, to the end of its line or of what is around it.
pub(super) fn text_at(file: &str, line: u32, column: u32) -> String {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(file);
    let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let line = source.lines().nth(line as usize - 1).expect("a place is within its file");
    let mut depth = 0;
    let inside = line.chars().skip(column as usize - 1).take_while(|c| {
        depth += i32::from("([{".contains(*c)) - i32::from(")]}".contains(*c));
        depth >= 0 && *c != ';'
    });
    inside.collect::<String>().trim_end_matches(',').to_owned()
}

/// The text with each `file:line:column` of a file replaced by what is written there.
pub(super) fn with_places_as_text(text: &str, file: &str) -> String {
    let place = format!("{file}:");
    let mut parts = text.split(&place);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(part.len());
        let (place, rest) = part.split_at(end);
        let mut numbers = place.split(':').map(|number| number.parse().expect("a line and a column"));
        let (line, column) = (numbers.next().expect("a line"), numbers.next().expect("a column"));
        out += &format!("`{}`{rest}", text_at(file, line, column));
    }
    out
}
