//! What TensorBoard reads: events, and the summaries in them. Source of the numbers of the fields:
//! <https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto> and
//! `framework/summary.proto` beside it.

use super::crc32c::masked;
use crate::histogram::Histogram;
use crate::wire::Message;

/// What an event holds beside its time and its step.
pub(super) enum Content {
    /// The first event of each file.
    Version,
    /// The run goes on with this step: whatever was read of later ones is to be forgotten.
    Start,
    Graph(Message),
    Summary(Message),
}

/// An event, `time` seconds after the beginning of 1970.
pub(super) fn event(time: f64, step: u64, content: &Content) -> Message {
    let event = Message::new().double(1, time).number(2, step as i64);
    match content {
        Content::Version => event.text(3, "brain.Event:2"),
        Content::Graph(graph) => event.message(4, graph),
        Content::Summary(value) => event.message(5, &Message::new().message(1, value)),
        Content::Start => event.message(7, &Message::new().number(1, 1)),
    }
}

/// A number under a name.
pub(super) fn scalar(tag: &str, value: f32) -> Content {
    Content::Summary(Message::new().text(1, tag).float(2, value))
}

pub(super) fn image(tag: &str, [height, width, channels]: [usize; 3], png: &[u8]) -> Content {
    let sizes = Message::new().number(1, height as i64).number(2, width as i64).number(3, channels as i64);
    Content::Summary(Message::new().text(1, tag).message(4, &sizes.bytes(4, png)))
}

pub(super) fn histogram(tag: &str, of: &Histogram) -> Content {
    // A histogram without buckets is no histogram to its readers.
    let is_empty = of.limits.is_empty();
    let limits = of.limits.iter().copied().chain(is_empty.then_some(0.0));
    let counts = of.counts.iter().map(|count| *count as f64).chain(is_empty.then_some(0.0));
    let histogram = Message::new()
        .double(1, of.min)
        .double(2, of.max)
        .double(3, of.finite as f64)
        .double(4, of.sum)
        .double(5, of.sum_squares)
        .doubles(6, limits)
        .doubles(7, counts);
    Content::Summary(Message::new().text(1, tag).message(5, &histogram))
}

/// A message as it stands in a file: its length, and a checksum of each of the two.
pub(super) fn record(message: &Message) -> Vec<u8> {
    let bytes = message.as_bytes();
    let length = (bytes.len() as u64).to_le_bytes();
    let sum = |bytes: &[u8]| masked(bytes).to_le_bytes();
    [&length[..], &sum(&length), bytes, &sum(bytes)].concat()
}
