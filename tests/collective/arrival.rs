//! The bits do not depend on the order in which messages arrive, and nothing hangs.

use nn_core::collective::threads;

use super::model::{Way, train};
use super::unordered::unordered;

fn assert_equal(way: Way, reference: Way, sharded: bool) {
    let expected = threads(1, |world| train(&world, reference, false)).unwrap().remove(0);
    for (size, seed) in [(2, 0), (2, 1), (4, 2), (8, 3)] {
        for rank in unordered(size, seed, |world| train(&world, way, sharded)) {
            assert!(rank.unwrap() == expected, "{size} ranks, seed {seed}");
        }
    }
}

#[test]
fn of_gradients_that_are_summed_behind_the_backward_pass() {
    assert_equal(Way::OneAfterTheOther, Way::OneAfterTheOther, false);
}

#[test]
fn of_gradients_that_are_summed_beside_the_backward_pass() {
    assert_equal(Way::Overlapped, Way::OneAfterTheOther, false);
}

#[test]
fn of_an_optimizer_that_is_shared_out() {
    assert_equal(Way::Overlapped, Way::OneAfterTheOther, true);
}

#[test]
fn of_batch_norms_by_the_statistics_of_the_whole_batch() {
    assert_equal(Way::Synchronised, Way::Synchronised, false);
}
