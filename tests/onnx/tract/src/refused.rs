//! What tract 0.23.9 is known not to take, so that anything else that it refuses is noticed.

/// The name of a case, a part of what comes of it, and why.
const KNOWN: [[&str; 3]; 3] = [
    [
        "Rnn::spec(6, 4).nonlinearity(RnnNonlinearity::RELU).bidirectional(true).init(source)",
        "off by ",
        "its `RNN` is one of tanh, whatever `activations` says (sonos/tract#2751)",
    ],
    ["Fold::new([4, 5], 2)", "Unimplemented(Col2Im)", "it has no `Col2Im`"],
    ["Lstm of lengths", "Non uniform seq_len", "its sequences all have one length"],
];

/// Why tract does not take a case, if it says of it what it is known to say.
pub(crate) fn why(name: &str, message: &str) -> Option<&'static str> {
    let known = KNOWN.iter().find(|[case, part, _]| *case == name && message.contains(part));
    known.map(|[_, _, why]| *why)
}
