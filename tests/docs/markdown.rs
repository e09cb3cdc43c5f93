//! As much of Markdown as the tests need.

/// The text in pieces, each under its heading, the first under none. A `#` in a program is no heading.
pub(crate) fn sections(text: &str) -> Vec<(&str, String)> {
    let mut sections = vec![("", String::new())];
    let mut in_program = false;
    for line in text.lines() {
        in_program ^= line.starts_with("```");
        if !in_program && line.starts_with('#') {
            sections.push((line.trim_start_matches('#').trim(), String::new()));
        } else {
            let (_, body) = sections.last_mut().expect("there is a first one");
            *body += line;
            body.push('\n');
        }
    }
    sections
}

/// The text without the addresses of its links.
pub(crate) fn without_addresses(text: &str) -> String {
    let mut pieces = text.split("](");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        let (_, behind) = piece.split_once(')').expect("a link ends");
        text + "]" + behind
    })
}

/// The cells of the rows of all tables, without their heads.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().collect::<Vec<_>>();
    let is_head = |i: usize| lines.get(i + 1).is_some_and(|next| next.starts_with("|---"));
    let is_row = |i: &usize| lines[*i].starts_with("| ") && !is_head(*i);
    (0..lines.len()).filter(is_row).map(|i| cells(lines[i])).collect()
}

fn cells(row: &str) -> Vec<String> {
    let row = row.replace("\\|", "\u{0}");
    row.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect()
}

/// What stands between backticks.
pub(crate) fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
