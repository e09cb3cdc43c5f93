//! The JSON of a safetensors header, which nests no deeper than three levels: nothing here calls itself, so that no
//! file can exhaust the stack. Source: [RFC 8259](https://datatracker.ietf.org/doc/html/rfc8259).

use std::fmt::Write;

/// Reads a text from left to right.
pub(super) struct Json<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Json<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Json { text, at: 0 }
    }

    /// Calls `entry` at each value of an object, with its key.
    pub(super) fn object(
        &mut self,
        mut entry: impl FnMut(&mut Self, String) -> Result<(), String>,
    ) -> Result<(), String> {
        self.items('{', '}', |json| {
            let key = json.string()?;
            json.expect(':')?;
            entry(json, key)
        })
    }

    /// Whole numbers in brackets.
    pub(super) fn numbers(&mut self) -> Result<Vec<usize>, String> {
        let mut numbers = Vec::new();
        self.items('[', ']', |json| {
            numbers.push(json.number()?);
            Ok(())
        })?;
        Ok(numbers)
    }

    pub(super) fn string(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').unwrap_or(rest.len());
            string.push_str(&rest[..end]);
            self.at += end;
            match self.rest().chars().next() {
                Some('"') => break,
                Some('\\') => string.push(self.escaped()?),
                _ => return Err(self.wrong("the end of a string")),
            }
        }
        self.at += 1;
        Ok(string)
    }

    /// A string, or none where another value stands, which is passed over.
    pub(super) fn string_if_any(&mut self) -> Result<Option<String>, String> {
        self.skip_space();
        if self.rest().starts_with('"') { self.string().map(Some) } else { self.skip().map(|()| None) }
    }

    /// Passes over a value of any kind, however deep it nests.
    pub(super) fn skip(&mut self) -> Result<(), String> {
        let mut open = Vec::new();
        loop {
            if self.take('{') {
                if !self.take('}') {
                    self.key()?;
                    open.push('}');
                    continue;
                }
            } else if self.take('[') {
                if !self.take(']') {
                    open.push(']');
                    continue;
                }
            } else {
                self.scalar()?;
            }
            while open.last().is_some_and(|close| self.take(*close)) {
                open.pop();
            }
            match open.last() {
                None => return Ok(()),
                Some(close) if !self.take(',') => return Err(self.wrong(&format!("`,` or `{close}`"))),
                Some('}') => self.key()?,
                Some(_) => {}
            }
        }
    }

    fn key(&mut self) -> Result<(), String> {
        self.string()?;
        self.expect(':')
    }

    /// A string, a number, a truth value or null.
    fn scalar(&mut self) -> Result<(), String> {
        self.skip_space();
        let rest = self.rest();
        if rest.starts_with('"') {
            return self.string().map(drop);
        }
        let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let word = &rest[..rest.find(|c| !in_word(c)).unwrap_or(rest.len())];
        // Names such as `inf`, which are numbers in Rust, begin with a letter.
        let begins = |c: char| c.is_ascii_digit() || c == '-';
        let number = word.trim_start_matches('-').starts_with(begins) && word.parse::<f64>().is_ok();
        if !number && !["true", "false", "null"].contains(&word) {
            return Err(self.wrong("a value"));
        }
        self.at += word.len();
        Ok(())
    }

    /// An error unless only space is left.
    pub(super) fn end(&mut self) -> Result<(), String> {
        self.skip_space();
        if self.rest().is_empty() { Ok(()) } else { Err(self.wrong("the end of the header")) }
    }

    fn items(
        &mut self,
        open: char,
        close: char,
        mut item: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        self.expect(open)?;
        if self.take(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            if self.take(close) {
                return Ok(());
            }
            if !self.take(',') {
                return Err(self.wrong(&format!("`,` or `{close}`")));
            }
        }
    }

    fn number(&mut self) -> Result<usize, String> {
        self.skip_space();
        let rest = self.rest();
        let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
        let leading_zero = digits.len() > 1 && digits.starts_with('0');
        let number = digits.parse().ok().filter(|_| !leading_zero);
        let number = number.ok_or_else(|| self.wrong("a whole number"))?;
        self.at += digits.len();
        Ok(number)
    }

    /// The character after a backslash stands for.
    fn escaped(&mut self) -> Result<char, String> {
        let rest = self.rest();
        let plain = match rest.as_bytes().get(1) {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return self.code_points(),
        };
        self.at += 2;
        Ok(plain)
    }

    /// `\uXXXX`, or two of them that stand for one character.
    fn code_points(&mut self) -> Result<char, String> {
        let unit = |at: usize| {
            let digits = self.rest().get(at..at + 6)?.strip_prefix("\\u")?;
            digits
                .bytes()
                .all(|digit| digit.is_ascii_hexdigit())
                .then(|| u16::from_str_radix(digits, 16).ok())?
        };
        let units = [unit(0), unit(6)].into_iter().flatten();
        let found = char::decode_utf16(units).next().and_then(Result::ok);
        let found = found.filter(|_| unit(0).is_some()).ok_or_else(|| self.wrong("an escaped character"))?;
        self.at += 6 * found.len_utf16();
        Ok(found)
    }

    fn expect(&mut self, expected: char) -> Result<(), String> {
        if self.take(expected) { Ok(()) } else { Err(self.wrong(&format!("`{expected}`"))) }
    }

    fn take(&mut self, wanted: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn wrong(&self, expected: &str) -> String {
        let found = self.rest().chars().next().map_or("its end".to_owned(), |c| format!("{c:?}"));
        format!("at byte {} stands {found}, expected {expected}", self.at)
    }
}

/// Appends a string with its quotes.
pub(super) fn write_string(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c < ' ' => {
                write!(json, "\\u{:04x}", u32::from(c)).expect("a string takes all that is written")
            }
            c => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_stand_for_their_characters() {
        let text = r#" "a\"\\\/\b\f\n\r\té\u00e9\uD83D\ude00" "#;
        assert_eq!(Json::new(text).string().unwrap(), "a\"\\/\u{8}\u{c}\n\r\téé😀");
    }

    #[test]
    fn any_value_is_passed_over() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for value in
            ["[]", "{}", "-1.5e3", "null", r#"{"a":[1,{"b":"]"}],"c":{}}"#, "[[],[ ] , true]", &*deep]
        {
            let text = format!("{value} 7");
            let mut json = Json::new(&text);
            json.skip().unwrap();
            assert_eq!(json.number().unwrap(), 7);
        }
        for value in ["", "[1", "[1,]", "{\"a\"}", "{\"a\":1,}", "nul", "inf", "[1}", "--1"] {
            assert!(Json::new(value).skip().is_err(), "{value}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_at_its_place() {
        let string = |text| Json::new(text).string().unwrap_err();
        assert_eq!(string("\"a"), "at byte 2 stands its end, expected the end of a string");
        assert_eq!(string("\"a\n\""), "at byte 2 stands '\\n', expected the end of a string");
        for text in [
            r#""\x""#,
            r#""\u12""#,
            r#""\u12é""#,
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\ude00""#,
            r#""\u+123""#,
        ] {
            assert!(string(text).ends_with("expected an escaped character"), "{text}: {}", string(text));
        }
        let numbers = |text| Json::new(text).numbers().unwrap_err();
        assert_eq!(numbers("[1 2]"), "at byte 3 stands '2', expected `,` or `]`");
        for text in ["[01]", "[-1]", "[1.5]", "[1e3]", "[,]", "[1,]", "[99999999999999999999]"] {
            assert!(Json::new(text).numbers().is_err(), "{text}");
        }
        assert_eq!(Json::new("[ 1 ,\t0]").numbers().unwrap(), [1, 0]);
    }

    proptest! {
        #[test]
        fn strings_are_those_of_another_reader(text in any::<String>()) {
            let mut json = String::new();
            write_string(&mut json, &text);
            prop_assert_eq!(&serde_json::from_str::<String>(&json).unwrap(), &text);
            prop_assert_eq!(Json::new(&json).string().unwrap(), text.clone());
            let theirs = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(Json::new(&theirs).string().unwrap(), text);
        }

        #[test]
        fn another_reader_agrees_on_any_string(text in r#""([a\\"/bu0-9dDeé\n]|\\u[0-9a-f]{4}){0,8}""#) {
            let mut json = Json::new(&text);
            let ours = json.string().and_then(|string| json.end().map(|()| string));
            prop_assert_eq!(ours.ok(), serde_json::from_str::<String>(&text).ok());
        }
    }
}
