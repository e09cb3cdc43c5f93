//! Bytes to text, where the encoding is not known.

use std::path::Path;

use crate::error::{Error, Result};

/// The characters of the bytes 0x80 to 0x9F in windows-1252; the five that it leaves open stand as they are.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The lines of a text in UTF-8 (if all of it is valid UTF-8) or windows-1252, which contains Latin-1. Only
/// LF and CR LF end a line: in Latin-1 the byte 0x85 is a line end too, but in windows-1252 it is an
/// ellipsis.
///
/// Anything else is reported with its line: UTF-16, control characters, bytes that windows-1252 has no
/// character for, and lines in UTF-8 between lines that are not.
pub(super) fn decode_lines<'a>(
    path: &'a Path,
    bytes: &'a [u8],
) -> Result<impl Iterator<Item = Result<String>> + 'a> {
    refuse_utf16(path, bytes)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let utf8 = std::str::from_utf8(text).is_ok();
    Ok(text.split_inclusive(|byte| *byte == b'\n').zip(1..).map(move |(line, number)| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        decode(line, utf8).map_err(|message| Error::format(path, Some(number), message))
    }))
}

fn refuse_utf16(path: &Path, bytes: &[u8]) -> Result<()> {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !marked {
        return Ok(());
    }
    let message = "the file is in UTF-16, expected UTF-8 or windows-1252: save it in one of these";
    Err(Error::format(path, Some(1), message))
}

fn decode(line: &[u8], utf8: bool) -> Result<String, String> {
    if let Some(control) = line.iter().find(|byte| **byte < b' ' && **byte != b'\t' || **byte == 0x7f) {
        let what =
            if *control == 0 { "a NUL byte: it is in UTF-16, or no text" } else { "a control character" };
        return Err(format!(
            "the line holds the byte 0x{control:02x}, {what}; expected UTF-8 or windows-1252"
        ));
    }
    match std::str::from_utf8(line) {
        Ok(text) if utf8 || line.is_ascii() => Ok(text.to_owned()),
        Ok(text) => Err(format!(
            "the line is in UTF-8 ({:?}), but others in the file are not: save the file in one encoding",
            text.chars().find(|c| !c.is_ascii()).unwrap_or_default()
        )),
        Err(_) => line.iter().map(|byte| windows(*byte)).collect(),
    }
}

fn windows(byte: u8) -> Result<char, String> {
    let character = match byte {
        0x80..0xa0 => WINDOWS[usize::from(byte) - 0x80],
        _ => char::from(byte),
    };
    if character.is_control() && character != '\t' {
        return Err(format!(
            "the line holds the byte 0x{byte:02x}, which is neither UTF-8 nor a character of windows-1252"
        ));
    }
    Ok(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Result<Vec<String>, String> {
        decode_lines(Path::new("t"), bytes).and_then(Iterator::collect).map_err(|error| error.to_string())
    }

    #[test]
    fn utf8_and_windows_1252_give_the_same_text() {
        let expected = Ok(vec!["caf\u{e9}\u{2026} \u{2018}a\u{2019}".to_owned(), "b".to_owned()]);
        assert_eq!(lines(b"caf\xe9\x85 \x91a\x92\nb\n"), expected);
        assert_eq!(lines("café… ‘a’\r\nb".as_bytes()), expected);
        assert_eq!(lines(b"\xef\xbb\xbfa"), Ok(vec!["a".to_owned()]));
        assert_eq!(lines(b""), Ok(vec![]));
    }

    #[test]
    fn other_encodings_are_reported_with_the_line() {
        assert!(lines(b"\xff\xfea\0").unwrap_err().starts_with("t, line 1: the file is in UTF-16"));
        assert!(
            lines(b"a\nb\0\n").unwrap_err().starts_with("t, line 2: the line holds the byte 0x00, a NUL")
        );
        assert!(
            lines(b"a\nb\x07\n").unwrap_err().contains("line 2: the line holds the byte 0x07, a control")
        );
        assert!(
            lines(b"a\n\n\x81\n").unwrap_err().contains("line 3: the line holds the byte 0x81, which is")
        );
        assert!(lines(b"\xe9\ncaf\xc3\xa9\n").unwrap_err().contains("line 2: the line is in UTF-8 ('é')"));
    }
}
