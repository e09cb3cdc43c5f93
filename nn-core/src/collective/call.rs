//! What the ranks do together, one call after the other.

/// A call that all ranks make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Optimizer,
    Gradients,
    Overlapped,
    Bucket,
    Statistics,
    Step,
    Mean,
    Any,
    Merge,
    Verify,
    Save,
    Resume,
    Barrier,
    End,
}

const PLACES: &[(Call, &str)] = &[
    (Call::Optimizer, "`optimizer`"),
    (Call::Gradients, "`gradients`"),
    (Call::Overlapped, "`overlapped_gradients`"),
    (Call::Bucket, "the sum of a bucket in `overlapped_gradients`"),
    (Call::Statistics, "the statistics of a batch norm in `synchronised_gradients`"),
    (Call::Step, "`step`"),
    (Call::Mean, "`mean`"),
    (Call::Any, "`any`"),
    (Call::Merge, "`merge`"),
    (Call::Verify, "`verify`"),
    (Call::Save, "`save`"),
    (Call::Resume, "`resume`"),
    (Call::Barrier, "`barrier`"),
    (Call::End, "its end"),
];

impl Call {
    /// Where a rank is, as a message says it, by the number that it has sent.
    pub(super) fn place(number: u64) -> &'static str {
        PLACES.iter().find(|(call, _)| *call as u64 == number).map_or("no call of this program", |(_, at)| at)
    }
}
