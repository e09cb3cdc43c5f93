//! Tables of digits with mistakes.

use nn_core::data;

use super::Folder;

fn header() -> String {
    (0..64).map(|i| format!("p{i},")).collect::<String>() + "label\n"
}

fn row(label: &str) -> String {
    "16,".repeat(64) + label + "\n"
}

fn error(table: impl AsRef<[u8]>) -> String {
    let folder = Folder::with(&[("digits.csv", table.as_ref())]);
    folder.message(data::digits(folder.path("digits.csv")))
}

#[test]
fn a_good_table_is_read() {
    let folder =
        Folder::with(&[("digits.csv", (header() + &row("3") + &row("9")).replace('\n', "\r\n").as_bytes())]);
    let digits = data::digits(folder.path("digits.csv")).unwrap();
    assert_eq!(digits.inputs().shape(), [2, 64]);
    assert!(digits.inputs().as_slice().iter().all(|v| *v == 1.0));
    assert_eq!(digits.labels().as_slice(), [3, 9]);
}

#[test]
fn a_bad_row_is_reported_with_line_and_column() {
    let rows = |bad: String| error(header() + &row("1").repeat(15) + &bad + &row("2"));
    assert_eq!(
        rows(row("1").replacen(",16,16,16,16,16,", ",16,16,16,16,abc,", 1)),
        "digits.csv, line 17: column p5 holds \"abc\", expected a number from 0 to 16"
    );
    let first = |value: &str| rows(row("1").replacen("16", value, 1));
    for value in ["17", "-1", "NaN", "inf", "", "1e9"] {
        let expected =
            format!("digits.csv, line 17: column p0 holds {value:?}, expected a number from 0 to 16");
        assert_eq!(first(value), expected);
    }
    for label in ["10", "-1", "x", "", "3.5"] {
        let expected =
            format!("digits.csv, line 17: column label holds {label:?}, expected a digit from 0 to 9");
        assert_eq!(rows(row(label)), expected);
    }
    assert_eq!(rows("1,2,3\n".to_owned()), "digits.csv, line 17: the row has 3 columns, expected 65");
    assert_eq!(rows(row("1,2")), "digits.csv, line 17: the row has 66 columns, expected 65");
    assert_eq!(
        first("\"16\""),
        "digits.csv, line 17: column p0 holds \"\\\"16\\\"\", expected a number from 0 to 16",
        "numbers stand without quotes"
    );
    let long = first(&"9".repeat(1000));
    assert!(long.len() < 150, "{long}");
}

#[test]
fn empty_lines_do_not_shift_the_count() {
    assert!(error(header() + "\n\n" + &row("x")).starts_with("digits.csv, line 4: column label"));
}

#[test]
fn bytes_that_are_no_text_are_reported_with_the_line() {
    let mut table = (header() + &row("1")).into_bytes();
    table.extend(b"\xff\xfe\0");
    assert!(error(table).starts_with("digits.csv, line 3: the row has 1 columns"));
    let mut table = header().into_bytes();
    table.extend(row("1").replacen("16", "\u{1}", 1).bytes().map(|b| if b == 1 { 0xff } else { b }));
    assert!(error(table).starts_with("digits.csv, line 2: column p0 holds \"\u{fffd}\", expected a number"));
}

#[test]
fn another_header_is_reported() {
    assert_eq!(error(""), "digits.csv, line 1: the file is empty, expected the header p0,..,p63,label");
    assert_eq!(error(header()), "digits.csv: holds no digits, expected a row for each below the header");
    assert_eq!(
        error(header().replace("p7,", "pixel7,")),
        "digits.csv, line 1: column 8 is called \"pixel7\", expected p7"
    );
    assert_eq!(error("p0,p1\n"), "digits.csv, line 1: the header has 2 columns, expected 65: p2 is missing");
    assert_eq!(
        error(header().replace("label", "label,source")),
        "digits.csv, line 1: the header has 66 columns, expected 65"
    );
    assert_eq!(error(row("1")), "digits.csv, line 1: column 1 is called \"16\", expected p0");
}

#[test]
fn lines_that_are_far_too_long_are_refused() {
    assert_eq!(
        error(header() + &row("1") + &",".repeat(5000)),
        "digits.csv, line 3: the line has 5000 bytes, expected no more than 4096 for 65 columns of a number each"
    );
    assert!(error(header() + &row(&"9".repeat(1 << 20))).starts_with("digits.csv, line 2: the line has "));
}

#[test]
fn a_path_without_a_file_is_named() {
    let folder = Folder::with(&[("sub/x", b"")]);
    let message = folder.message(data::digits(folder.path("none.csv")));
    assert!(message.starts_with("cannot read none.csv: "), "{message}");
    let message = folder.message(data::digits(folder.path("sub")));
    assert_eq!(message, "sub: is a folder, expected a table of digits");
}
