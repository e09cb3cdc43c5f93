//! The guides of the library, for what learns to read and to write.

/// The guides that explain, in the order of their names.
pub const GUIDES: [&str; 8] = [
    include_str!("../../nn-core/src/guides/custom_layers.md"),
    include_str!("../../nn-core/src/guides/custom_operations.md"),
    include_str!("../../nn-core/src/guides/fine_tuning.md"),
    include_str!("../../nn-core/src/guides/from_pytorch.md"),
    include_str!("../../nn-core/src/guides/many_processes.md"),
    include_str!("../../nn-core/src/guides/saving.md"),
    include_str!("../../nn-core/src/guides/shapes.md"),
    include_str!("../../nn-core/src/guides/training_loop.md"),
];
