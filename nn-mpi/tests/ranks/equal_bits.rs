//! Any number of ranks ends with the parameters of one.

use super::{alone, mpirun};

/// All jobs print the line that a process by itself does, which ends with a checksum of the parameters.
///
/// No collective operation of MPI's is called, so that another algorithm of its changes nothing. That the order in which messages
/// arrive changes nothing either is seen by nn-core's tests, over a backend that delays each.
fn assert_equal(example: &str, arguments: &[&str]) -> String {
    let expected = alone(example, arguments);
    assert!(expected.contains("parameters "), "{expected}");
    let ring = ["--mca", "coll_tuned_use_dynamic_rules", "1", "--mca", "coll_tuned_allreduce_algorithm", "4"];
    for (ranks, options) in [(1, &[][..]), (2, &[]), (4, &[]), (8, &[]), (4, &ring)] {
        let job = mpirun(ranks, options, example, arguments);
        assert_eq!((job.code, &job.out), (Some(0), &expected), "{ranks} ranks");
    }
    expected
}

#[test]
fn of_an_mlp() {
    assert_equal("mlp", &[]);
}

#[test]
fn of_a_cnn_with_batch_norm_and_dropout() {
    let (each, all) = (assert_equal("cnn", &[]), assert_equal("cnn", &["--synchronised"]));
    assert_ne!(each, all, "the statistics of the whole batch are others");
}

#[test]
fn of_a_text_cnn() {
    assert_equal("text_cnn", &[]);
}

#[test]
fn of_a_gpt() {
    let (behind, beside) = (assert_equal("gpt", &[]), assert_equal("gpt", &["--overlapped"]));
    assert_eq!(behind, beside);
}

#[test]
fn of_gradients_in_several_buckets_that_are_summed_beside_the_backward_pass() {
    let (behind, beside) = (alone("overlapped", &["behind"]), assert_equal("overlapped", &["beside"]));
    assert_eq!(behind, beside);
}
