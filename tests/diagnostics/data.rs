//! Data sets whose parts do not fit.

use nn_core::data::{Sentences, Vocabulary};
use nn_core::prelude::*;

use super::cases::Cases;
use super::{indices, zeros};

fn dataset() -> Dataset<2> {
    Dataset::new(zeros([4, 2]), indices([4]), 3).unwrap()
}

#[test]
fn datasets() {
    let mut c = Cases::of("datasets");
    fails!(c, Dataset::new(zeros([4, 2]), indices([3]), 3));
    fails!(c, Dataset::new(zeros([2, 2]), Tensor::from([0, 3]), 3));
    fails!(c, Dataset::new(zeros([]), indices([0]), 3));
    fails!(c, dataset().with_class_names(["cat", "dog"]));
    panics!(c, dataset().map(|x| x.reshape([8])));
    panics!(c, dataset().map(|x| x.reshape([3, 2])));
    panics!(c, dataset().split(1.5, 0));
    panics!(c, dataset().select(&[0, 4]));
    panics!(c, dataset().batches(0, &mut rng(0)));
    panics!(c, dataset().batches_in_order(0));
    panics!(c, dataset().batches_at(0, 0, 0));
    let sentences = Sentences::new([("a good film", 1)], ["bad", "good"]).unwrap();
    fails!(c, Sentences::new([("a good film", 2)], ["bad", "good"]));
    panics!(c, sentences.tokens(1).len());
    panics!(c, sentences.split(-0.5, 0));
    panics!(c, Vocabulary::new(&sentences, 1).encode(&sentences, 0));
    panics!(c, Vocabulary::new(&sentences, 1).encode(&sentences, usize::MAX));
    c.compare();
}
