//! Parameters and updates that only some shards know.

use super::*;

/// Of three heads, the second takes part in the first shard alone, and the third in none.
fn gradients(size: usize) -> Vec<Vec<(String, Vec<u32>)>> {
    threads(size, |world| {
        let model: Vec<Param<1>> = vec![Param::new([1.0]), Param::new([-1.0]), Param::new([1.0])];
        let batch = Batch::new((0..16).collect::<Vec<_>>(), 0, 0);
        let (_, gradients) = world.gradients(&model, &batch, |shard| {
            let x = shard.tape().input([shard.number() as f32 - 3.0]);
            let first = (&x * &model[0]).sum();
            if shard.number() == 0 { first + (x * &model[1]).sum() } else { first }
        })?;
        let bits = |value: &[f32]| value.iter().map(|v| v.to_bits()).collect();
        Ok(gradients.named(&model).into_iter().map(|(path, g)| (path, bits(g.as_slice().unwrap()))).collect())
    })
    .unwrap()
}

#[test]
fn a_parameter_counts_as_zero_where_it_took_no_part() {
    for size in [1, 2, 4, 8] {
        let expected =
            [("0".to_owned(), vec![0.5f32.to_bits()]), ("1".to_owned(), vec![(-0.375f32).to_bits()])];
        assert!(gradients(size).iter().all(|found| found[..] == expected), "{size} ranks");
    }
}

#[test]
fn updates_are_averaged_by_samples_and_counters_add_up() {
    for size in [1, 2, 4, 8] {
        let values = threads(size, |world| {
            let mut model = (
                Param::new([1.0]),
                Buffer::<1>::new([0.0]),
                Buffer::<0, i64>::new(0),
                Buffer::<1>::new([0.0]),
            );
            let mut sgd = world.optimizer(Sgd::new(0.1), &mut model)?;
            // Three samples for eight shards: five shards have none, and ask for nothing.
            let batch = Batch::new([3, 5, 10], 0, 0);
            let (_, gradients) = world.gradients(&model, &batch, |shard| {
                let (tape, sample) = (shard.tape(), shard.samples()[0] as f32);
                model.1.blend(tape, [sample], 0.5);
                model.2.add(tape, 1);
                model.3.average(tape, [sample], 0);
                (tape.input([sample]) * &model.0).sum()
            })?;
            sgd.step(&mut model, gradients)?;
            Ok((model.1.value().as_slice()[0], model.2.value().item(), model.3.value().as_slice()[0]))
        });
        assert!(values.unwrap().iter().all(|found| *found == (3.0, 3, 6.0)), "{size} ranks");
    }
}

#[test]
fn a_parameter_that_the_model_does_not_train_is_refused() {
    let error = refused(1, |world| {
        let (mut model, other) = (mlp(), Param::new([1.0]));
        let batch = Batch::new([1], 0, 0);
        world
            .gradients(&model, &batch, |shard| (shard.tape().input([1.0]) * &other).sum())
            .map(drop)
            .unwrap_err();
        model.2.freeze();
        let frozen = mlp();
        world
            .gradients(&model, &batch, |shard| frozen.forward(shard.tape().input(features(&[1], 4))).sum())
            .map(drop)
    });
    assert_says(&error, &["the loss depends on a parameter of shape", "does not register"]);
}
