//! A family of cases, and the file that they are compared with.

use std::fs;
use std::panic::Location;
use std::path::PathBuf;

use super::caught::{Caught, catch};
use super::source::{text_at, with_places_as_text};

/// A call that must panic at its own line.
macro_rules! panics {
    ($cases:ident, $call:expr) => {
        $cases.panics(stringify!($call), || {
            let _ = $call;
        })
    };
}

/// A call that must give an error.
macro_rules! fails {
    ($cases:ident, $call:expr) => {
        $cases.fails(stringify!($call), $call.map(drop))
    };
}

/// A call that must do neither.
macro_rules! works {
    ($cases:ident, $call:expr) => {
        $cases.works(stringify!($call), || {
            let _ = $call;
        })
    };
}

/// How many lines a call may take in the source.
const LONGEST: u32 = 12;

/// What is said in the cases of a family so far.
pub(super) struct Cases {
    family: &'static str,
    text: String,
}

impl Cases {
    pub(super) fn of(family: &'static str) -> Self {
        Cases { family, text: String::new() }
    }

    #[track_caller]
    pub(super) fn panics(&mut self, call: &str, run: impl FnOnce()) {
        let case = Location::caller();
        let Some(Caught { message, file, line, column }) = catch(run) else {
            panic!("{call} does not panic");
        };
        assert!(
            file == case.file() && (case.line()..case.line() + LONGEST).contains(&line),
            "{call} should point to its own line, not to {file}:{line}\n{message}"
        );
        self.add(call, &with_places_as_text(&message, case.file()));
        self.text += &format!("    at {}\n", text_at(&file, line, column));
    }

    #[track_caller]
    pub(super) fn fails(&mut self, call: &str, result: nn_core::Result<()>) {
        let Err(error) = result else { panic!("{call} does not fail") };
        self.add(call, &with_places_as_text(&error.to_string(), Location::caller().file()));
    }

    #[track_caller]
    pub(super) fn works(&mut self, call: &str, run: impl FnOnce()) {
        if let Some(caught) = catch(run) {
            panic!("{call} should work: {caught:#?}");
        }
        self.add(call, "works");
    }

    fn add(&mut self, call: &str, said: &str) {
        let call = call.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = said.replace('\n', "\n    ");
        self.text += &format!("{}{call}\n    {said}\n", if self.text.is_empty() { "" } else { "\n" });
    }

    /// Compares with the family's file, or writes it if `SNAPSHOT=overwrite` says so.
    #[track_caller]
    pub(super) fn compare(self) {
        let path = file_of(self.family);
        if std::env::var_os("SNAPSHOT").is_some_and(|value| value == "overwrite") {
            return fs::write(&path, self.text).expect("the snapshot can be written");
        }
        let want = fs::read_to_string(&path).unwrap_or_default();
        let differs = self.text.lines().zip(want.lines()).find(|(got, want)| got != want);
        assert!(
            self.text == want,
            "{} says something else: got\n{}\nexpected\n{}\nread what is said now, and bless it by SNAPSHOT=overwrite",
            path.display(),
            differs.map_or("more or less cases", |(got, _)| got),
            differs.map_or("", |(_, want)| want),
        );
    }
}

/// The file of what a family says.
pub(super) fn file_of(family: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/diagnostics")).join(family).with_extension("txt")
}
