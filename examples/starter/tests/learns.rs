//! The model learns, and comes back from its file.

use nn_core::prelude::*;

use {{crate_name}}::{Net, accuracy, samples, train};

#[test]
fn the_model_learns_and_comes_back_from_its_file() -> nn_core::Result<()> {
    let (training, held_out) = samples(4000, 1)?.split(0.8, 1);
    let mut model = Net::init(&mut rng(1));
    train(&mut model, &training, 4, 1)?;
    assert!(accuracy(&model, &held_out) > 0.95);

    let path =
        std::env::temp_dir().join(format!("{{crate_name}}-{}.safetensors", std::process::id()));
    model.save(&path)?;
    let mut other = Net::init(&mut rng(2));
    other.load(&path)?;
    std::fs::remove_file(&path).ok();
    assert_eq!(accuracy(&other, &held_out), accuracy(&model, &held_out));
    Ok(())
}
