//! What every message must fulfil.

use super::{GROUPS, Group, Mistake, all_mistakes, files};

#[test]
fn every_mistake_has_its_message_and_every_message_its_mistake() {
    for Group { folder, .. } in GROUPS {
        let names = |extension| {
            files(folder, extension).iter().map(|file| file.with_extension("")).collect::<Vec<_>>()
        };
        assert_eq!(names("rs"), names("stderr"), "in {folder}");
    }
    assert!(all_mistakes().len() >= 80);
}

#[test]
fn every_mistake_has_a_title_of_its_own() {
    let mistakes = all_mistakes();
    let mut titles: Vec<&str> = mistakes.iter().map(Mistake::title).collect();
    assert!(titles.iter().all(|title| title.ends_with('.')), "{titles:#?}");
    titles.sort_unstable();
    let twice: Vec<_> = titles.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn one_mistake_is_one_error() {
    for mistake in all_mistakes() {
        assert_eq!(mistake.errors().len(), mistake.count(), "{}", mistake.file.display());
        assert_eq!(mistake.count() > 1, mistake.name().starts_with("several"), "{}", mistake.file.display());
    }
}

/// At most 15 lines for a mistake, or 25 where rustc's own notes make it longer and the file says so.
#[test]
fn no_message_is_long() {
    for mistake in all_mistakes() {
        let limit = if mistake.source.contains("//! Longer than 15 lines: ") { 25 } else { 15 };
        for error in mistake.errors() {
            let lines = error.lines().filter(|line| !line.trim().is_empty()).count();
            assert!(lines <= limit, "{}: {lines} lines", mistake.file.display());
        }
    }
}

/// Only what provably holds no parameter, or what nobody can see into, may be skipped on our advice.
#[test]
fn no_advice_leads_to_a_loss() {
    for mistake in all_mistakes() {
        for error in mistake.errors() {
            let advice = said(error).any(|line| line.contains("`#[module(skip"));
            let allowed = ["holds no parameter", "error: `skip` wants a string"];
            let is_allowed = allowed.iter().any(|words| error.contains(words));
            assert!(!advice || is_allowed, "{}: {error}", mistake.file.display());
            assert!(!error.contains("manually implement"), "{}: {error}", mistake.file.display());
        }
    }
}

#[test]
fn errors_about_fields_name_the_field_and_underline_its_whole_type() {
    let mut count = 0;
    let is_about_fields = |mistake: &Mistake| !mistake.is_about_shapes() && !mistake.is_about_forwards();
    for mistake in all_mistakes().into_iter().filter(is_about_fields) {
        for error in mistake.errors().into_iter().filter(|error| error.starts_with("error[E0080]")) {
            let (before, underlined, after) = underlined(error);
            // A spec that panics has words of its own, and is the place.
            if before.ends_with("#[init(") {
                continue;
            }
            let names: Vec<&str> = error.split('`').skip(1).step_by(2).collect();
            let one = || error.contains(&format!("panicked: field `{}`: ", names[0]));
            let two = || error.contains(&format!("panicked: the fields `{}` and `{}` ", names[0], names[1]));
            let field = if one() { names[0] } else { names[1] };
            assert!(one() || two(), "{}: {error}", mistake.file.display());
            let is_named = before.ends_with(&format!("{field}: ")) || before.ends_with("$field: ");
            assert!(is_named || field.parse::<usize>().is_ok(), "{}: {error}", mistake.file.display());
            assert!(is_whole(before, underlined, after), "{}: {error}", mistake.file.display());
            count += 1;
        }
    }
    assert!(count > 80);
}

/// An error about a shape names the way to the layer and underlines its spec, or the shape that is declared.
#[test]
fn errors_about_shapes_name_the_layer_and_underline_its_whole_spec() {
    let mut count = 0;
    for mistake in all_mistakes().into_iter().filter(|mistake| mistake.is_about_shapes()) {
        for error in mistake.errors().into_iter().filter(|error| error.starts_with("error[E0080]")) {
            let (_, underlined, _) = underlined(error);
            let is_named = error.contains("panicked: `") || error.contains("panicked: the model gives [");
            let balance = |open, close| underlined.matches(open).count() == underlined.matches(close).count();
            assert!(is_named, "{}: {error}", mistake.file.display());
            assert!(balance('(', ')') && balance('[', ']'), "{}: {error}", mistake.file.display());
            assert!(error.lines().count() <= 12, "{}: {error}", mistake.file.display());
            count += 1;
        }
    }
    assert!(count >= 30);
}

/// An error in a forward underlines a whole expression of it; what does not fit says both shapes, or what is expected.
#[test]
fn errors_about_forwards_underline_a_whole_expression() {
    let (mut count, mut stops) = (0, 0);
    for mistake in all_mistakes().into_iter().filter(Mistake::is_about_forwards) {
        for error in mistake.errors() {
            let (_, underlined, _) = underlined(error);
            let balance = |open, close| underlined.matches(open).count() == underlined.matches(close).count();
            assert!(balance('(', ')') && balance('[', ']'), "{}: {error}", mistake.file.display());
            assert!(error.lines().count() <= 15, "{}: {error}", mistake.file.display());
            count += usize::from(error.starts_with("error[E0080]"));
            stops += usize::from(error.contains("the check of the shapes stops here: "));
        }
    }
    assert!(count >= 50 && stops >= 10, "{count} of shapes, {stops} that cannot be followed");
}

#[test]
fn errors_about_attributes_underline_a_whole_argument_or_attribute() {
    let mut count = 0;
    for mistake in super::mistakes("attributes") {
        for error in mistake.errors().into_iter().filter(|error| error.starts_with("error: ")) {
            // What cannot be parsed has no argument yet, and other macros' attributes are not ours.
            if error.starts_with("error: expected") || error.starts_with("error: cannot find") {
                continue;
            }
            let (before, underlined, after) = underlined(error);
            assert!(is_whole(before, underlined, after), "{}: {error}", mistake.file.display());
            count += 1;
        }
    }
    assert!(count > 30);
}

/// The lines of an error that are not the source.
fn said(error: &str) -> impl Iterator<Item = &str> {
    let gutter = |line: &str| line.split('|').next().unwrap_or_default().trim().to_string();
    error.lines().filter(move |line| gutter(line).parse::<usize>().is_err())
}

/// The source line at the first `^^^^`: what is before it, above it and after it.
fn underlined(error: &str) -> (&str, &str, &str) {
    let lines: Vec<&str> = error.lines().collect();
    let at = lines.iter().position(|line| line.contains('^')).expect("an underlined line");
    let start = lines[at].find('^').expect("a mark");
    let len = lines[at][start..].chars().take_while(|&c| c == '^').count();
    let source = lines[at - 1];
    let code = source.find('|').expect("a gutter") + 1;
    (&source[code..start], &source[start..start + len], &source[start + len..])
}

/// Whether nothing of a type, an argument or an attribute is left out of the underlined text.
fn is_whole(before: &str, underlined: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end(), after.trim_start());
    let starts = before.is_empty() || before.ends_with([':', '(', ',', '=', ']']);
    let ends = after.is_empty() || after.starts_with([',', ')', ']']);
    let count = |brackets: &[char]| underlined.replace("->", "").matches(brackets).count();
    starts && ends && count(&['(', '<', '[']) == count(&[')', '>', ']'])
}
