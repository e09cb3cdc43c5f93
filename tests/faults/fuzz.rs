//! A part of what `cargo run --release --bin fuzz` does for longer. A program of its own, since what it
//! measures is the memory of the whole program.

use std::time::Duration;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

#[test]
fn damaged_files_neither_panic_nor_load_in_part_nor_take_memory_out_of_proportion() {
    let report = tests::fuzz::run(6000, Duration::MAX, 0);
    assert!(report.wrong.is_empty(), "{report}");
    assert!(report.is_telling(), "{report}");
}
