//! The program, asked by many at once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::{Value, json};

/// The running program.
struct Server(Child, String);

impl Server {
    fn start(args: &[&str]) -> Server {
        let mut program = Command::new(env!("CARGO_BIN_EXE_serve"));
        let mut child = program.args(["--port", "0"]).args(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").expect("it says where it listens");
        Server(child, address.to_owned())
    }

    /// The status and the body of an answer.
    fn post(&self, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        let length = body.len();
        let head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        write!(stream, "{head}Content-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    fn predict(&self, i: usize) -> Value {
        let (status, answer) = self.post(&picture(i));
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The pixels of a digit of the table, as a request.
fn picture(i: usize) -> String {
    let table = include_str!("../../data/digits.csv");
    let row = table.lines().nth(i + 1).unwrap();
    let pixels: Vec<f32> =
        row.split(',').take(64).map(|pixel| pixel.parse::<f32>().unwrap() / 16.0).collect();
    json!({ "pixels": pixels }).to_string()
}

fn scores(answer: &Value) -> Vec<f64> {
    answer["scores"].as_array().unwrap().iter().map(|score| score.as_f64().unwrap()).collect()
}

#[test]
fn fifty_at_once_get_what_they_get_one_by_one() {
    let server = &Server::start(&["--wait", "50"]);
    let alone: Vec<Value> = (0..50).map(|i| server.predict(i)).collect();
    let together: Vec<Value> = thread::scope(|scope| {
        let asking: Vec<_> = (0..50).map(|i| scope.spawn(move || server.predict(i))).collect();
        asking.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    for (i, (a, b)) in alone.iter().zip(&together).enumerate() {
        assert_eq!((&a["digit"], &a["batch"]), (&b["digit"], &json!(1)), "{i}");
        let (a, b) = (scores(a), scores(b));
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-6), "{i}: {a:?}, {b:?}");
        assert!((b.iter().sum::<f64>() - 1.0).abs() < 1e-5);
    }
    let largest = together.iter().map(|answer| answer["batch"].as_u64().unwrap()).max();
    assert!((2..=32).contains(&largest.unwrap()), "they were answered in batches: {largest:?}");
    let digits: std::collections::BTreeSet<String> = alone.iter().map(|a| a["digit"].to_string()).collect();
    assert!(digits.len() > 7, "the pictures differ: {digits:?}");
}

#[test]
fn a_wrong_request_is_told_what_is_wrong() {
    let server = Server::start(&[]);
    for (body, expected) in [
        (
            "hello",
            "the request is not `{\"pixels\": [..]}` with 64 numbers: expected value at line 1 column 1",
        ),
        ("{\"pixels\": [0.5]}", "the request has 1 pixels, expected 64"),
        (
            &picture(0).replace("0.0", "NaN"),
            "the request is not `{\"pixels\": [..]}` with 64 numbers: expected value",
        ),
        (&picture(0).replacen("0.0", "7", 1), "is 7, expected a number from 0 to 1"),
    ] {
        let (status, answer) = server.post(body);
        assert_eq!(status, 400);
        assert!(answer["error"].as_str().unwrap().contains(expected), "{answer}");
    }
    assert!(server.predict(1)["digit"].is_u64(), "it goes on");
}

#[test]
fn a_model_that_is_not_there_ends_the_program_with_a_sentence() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_serve"));
    let output = program.args(["--port", "0", "--model", "no-such-file"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.starts_with("Error: cannot read no-such-file: ") && message.lines().count() == 1,
        "{message}"
    );
}
