//! A rank that fails, differs or is missing ends the job with a message and a code, and nothing hangs.

use std::time::Duration;

use super::{Job, mpirun};

/// The job in which the second of two ranks does something.
fn failing(how: &str) -> Job {
    let job = mpirun(2, &[], "failing", &[how]);
    assert!(job.took < Duration::from_secs(20), "{how} took {:?}:\n{}", job.took, job.out);
    assert!(!job.out.contains("done"), "{}", job.out);
    job
}

/// That the job ends with 1 and says all of this.
fn assert_says(how: &str, parts: &[&str]) {
    let job = failing(how);
    assert_eq!(job.code, Some(1), "{how}:\n{}", job.out);
    for part in parts {
        assert!(job.out.contains(part), "{part:?} is missing in what {how} says:\n{}", job.out);
    }
}

#[test]
fn without_a_failure_both_end_well() {
    let job = mpirun(2, &[], "failing", &["nothing"]);
    assert_eq!((job.code, &*job.out), (Some(0), "done\ndone\n"));
}

#[test]
fn a_panic() {
    assert_says("panic", &["out of luck", "rank 1 of 2: panicked"]);
}

#[test]
fn a_panic_in_the_middle_of_a_backward_pass_whose_first_gradients_are_summed() {
    let job = mpirun(2, &[], "overlapped", &["beside", "panic"]);
    assert!(job.took < Duration::from_secs(20) && job.code == Some(1), "{:?} {:?}", job.took, job.code);
    assert!(job.out.contains("out of luck") && job.out.contains("rank 1 of 2: panicked"), "{}", job.out);
    assert!(!job.out.contains("parameters"), "{}", job.out);
}

#[test]
fn an_error() {
    assert_says("error", &["rank 1 of 2: no such file"]);
}

#[test]
fn a_rank_that_hangs() {
    assert_says("hang", &["rank 0 of 2: waited 3s for rank 1, which hangs or does something else"]);
}

#[test]
fn a_rank_that_ends_early() {
    assert_says("end", &["rank 1 is at its end", "while rank 0 is at `gradients`"]);
}

#[test]
fn another_order_of_fields() {
    assert_says(
        "order",
        &["rank 1 differs from rank 0: rank 1 has `b` (f32 [2], trained) where rank 0 has `a`"],
    );
}

#[test]
fn another_model() {
    assert_says(
        "shape",
        &["rank 1 differs from rank 0: `b` is f32 [1], trained on rank 1 and f32 [2], trained on rank 0"],
    );
}

#[test]
fn something_else_frozen() {
    assert_says("frozen", &["`b` is f32 [2], frozen on rank 1 and f32 [2], trained on rank 0"]);
}

/// It counts as zero there, and the ranks still agree, which `failing` checks after every step.
#[test]
fn a_parameter_that_one_rank_does_not_use() {
    let job = mpirun(2, &[], "failing", &["unused"]);
    assert_eq!((job.code, &*job.out), (Some(0), "done\ndone\n"));
}

#[test]
fn another_setting() {
    assert_says("setting", &["`lr` is 0.002 on rank 1 and 0.001 on rank 0"]);
}

#[test]
fn another_batch() {
    assert_says("batch", &["`the size of the batch` is 17 on rank 1 and 16 on rank 0"]);
}

#[test]
fn drift() {
    assert_says("drift", &["rank 1 differs from rank 0: `a` is values with the checksum"]);
}

#[test]
fn a_rank_that_exits() {
    let job = failing("exit");
    assert_eq!(job.code, Some(3), "{}", job.out);
}

#[test]
fn a_rank_that_is_killed_and_the_last_checkpoint_is_whole() {
    let folder = std::env::temp_dir().join(format!("nn-mpi-killed-{}", std::process::id()));
    let path = folder.to_str().expect("a folder of this test");
    let job = mpirun(2, &[], "failing", &["kill", path]);
    assert!(job.took < Duration::from_secs(20), "{:?}", job.took);
    assert!(
        job.code.is_some_and(|code| code != 0) && !job.out.contains("done"),
        "{:?}\n{}",
        job.code,
        job.out
    );
    let job = mpirun(1, &[], "failing", &["nothing", path]);
    let newest = nn_core::Checkpoints::new(&folder).latest();
    std::fs::remove_dir_all(&folder).expect("checkpoints were written");
    assert_eq!((job.code, &*job.out), (Some(0), "done\n"));
    assert!(newest.expect("they can be read").expect("there is one").to_string_lossy().ends_with("step-6"));
}
