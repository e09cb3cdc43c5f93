//! Statements with what is inside of a model besides layers: parameters, other models and states.

use crate::dice::Dice;
use crate::model::Model;
use crate::statements::nearly;

/// Adds a statement for a tensor of this rank.
pub(crate) fn add(model: &mut Model, dice: &mut Dice) {
    match (model.sizes.len(), dice.one_in(2)) {
        _ if dice.one_in(4) => optional(model, dice),
        (2, true) => sequence(model, dice),
        (3, true) => picture(model, dice),
        _ => any(model, dice),
    }
}

fn zeros(sizes: &[usize]) -> String {
    format!("draw(|_| Param::new(Tensor::zeros({sizes:?})))")
}

/// What may be missing, what is tied, and what a model inside tells of itself.
fn optional(model: &mut Model, dice: &mut Dice) {
    let last = model.sizes.len() - 1;
    let (inputs, outputs) = (nearly(dice, model.sizes[last]), dice.pick(&[4, 6, 8]));
    match dice.below(5) {
        0 => {
            let is_there = model.field("bool", &dice.one_in(2).to_string());
            let axis = nearly(dice, last + 1);
            model.line(format!("let other = if {is_there} {{ Some(x.clone()) }} else {{ None }};"));
            model
                .line(format!("let x = other.map_or_else(|| x.clone(), |other| other.softmax({axis})) + x;"));
        }
        1 if last == 0 => {
            let gate = model.field("Gate", &format!("Gate::spec({inputs}, {outputs})"));
            let other = dice.pick(&["None", "Some(x.clone())", "Some(x.clone().insert_axis(1).at(1, 0))"]);
            model.line(format!("let x = {gate}.forward((x.clone(), {other}));"));
            model.sizes[last] = outputs;
        }
        2 if last < 2 => {
            let spec = format!("shared(Embedding::spec({outputs}, {inputs}))");
            let words = model.field("Shared<Embedding>", &spec);
            let tied = model.field("TiedLinear", &format!("tied({})", words.trim_start_matches("self.")));
            model.line(format!("let x = {tied}.forward(x);"));
            model.sizes[last] = outputs;
        }
        3 if last == 0 => {
            let weight = model.field("Param<2>", &zeros(&[outputs, inputs]));
            model.line(format!("let weight = {weight}.on(&x);"));
            model.line("let x: Tensor<2> = Tensor::einsum(EQUATION, (&x, &weight));".to_owned());
            model.sizes[last] = outputs;
        }
        _ if last < 2 => {
            let inner = model.field("Inner", &format!("Inner::spec({inputs}, {inputs})"));
            model.line(format!("let x = {inner}.first.forward(x);"));
            model.line(format!("let x = x.slice({}, 0..{inner}.kept);", last + 1));
            model.sizes[last] = model.sizes[last].div_ceil(2);
        }
        _ => any(model, dice),
    }
}

/// For tensors of every rank, whose last axis is that of the features.
fn any(model: &mut Model, dice: &mut Dice) {
    let last = model.sizes.len() - 1;
    let (inputs, outputs) = (nearly(dice, model.sizes[last]), dice.pick(&[4, 6, 8]));
    let rank = last + 2;
    match dice.below(7) {
        0 => {
            let bias = model.field("Param<1>", &zeros(&[inputs]));
            model.line(format!("let x = x + &{bias};"));
        }
        1 => {
            let weight = model.field("Param<2>", &zeros(&[outputs, inputs]));
            let bias = model.field("Param<1>", &zeros(&[nearly(dice, outputs)]));
            model.line(format!("let x = x.linear(&{weight}, &{bias});"));
            model.sizes[last] = outputs;
        }
        2 => {
            let weight = model.field("Param<1>", &zeros(&[inputs]));
            model.line(format!("let x = x.layer_norm([{inputs}], &{weight}, None, 1e-5);"));
        }
        3 if last < 2 => {
            let is_there = dice.one_in(2);
            let spec = format!("({is_there}).then(|| Linear::spec({inputs}, {inputs}))");
            let optional = model.field("Option<Linear>", &spec);
            model.line(format!(
                "let x = {optional}.as_ref().map(|layer| layer.forward(x.clone())).unwrap_or(x);"
            ));
        }
        4 if last < 2 => {
            let inner = model.field("Inner", &format!("Inner::spec({inputs}, {outputs})"));
            model.line(format!("let mut x = {inner}.first.forward(x);"));
            model.line(format!("for layer in &{inner}.layers {{ x = layer.forward(x.clone()) + x; }}"));
            model.line(format!("let x = {inner}.layers[1].forward(x);"));
            model.sizes[last] = outputs;
        }
        5 if last == 0 => {
            let parts =
                model.field("Parts", &format!("Parts::spec({inputs}, {outputs}, {})", nearly(dice, outputs)));
            model.line(format!("let (left, right) = {parts}.forward(x);"));
            model.line("let x = left * right;".to_owned());
            model.sizes[last] = outputs;
        }
        _ => {
            let letters = &["", "bi", "bai", "baci"][rank - 1];
            let weight = model.field("Param<2>", &zeros(&[outputs, inputs]));
            model.line(format!("let weight = {weight}.on(&x);"));
            let made = letters.replace('i', "o");
            model.line(format!(
                "let x: Tensor<{rank}> = Tensor::einsum(\"{letters},oi->{made}\", (&x, &weight));"
            ));
            model.sizes[last] = outputs;
        }
    }
}

fn sequence(model: &mut Model, dice: &mut Dice) {
    let (inputs, outputs) = (nearly(dice, model.sizes[1]), dice.pick(&[4, 6]));
    let first = model.field("Gru", &format!("Gru::spec({inputs}, {outputs}).batch_first(true)"));
    let hidden = nearly(dice, outputs);
    let second = model.field("Gru", &format!("Gru::spec({outputs}, {hidden}).batch_first(true)"));
    model.line(format!("let (y, state) = {first}.forward(x);"));
    model.line(format!("let (x, _) = {second}.forward((y, state));"));
    model.sizes[1] = outputs;
}

fn picture(model: &mut Model, dice: &mut Dice) {
    let [channels, height, width] = [model.sizes[0], model.sizes[1], model.sizes[2]];
    match dice.below(3) {
        0 => {
            model.line("let x = x.interpolate([1.5, 0.5], Interpolation::Nearest);".to_owned());
            model.sizes = vec![channels, (height as f64 * 1.5) as usize, width / 2];
        }
        1 => {
            model.line("let x = x.interpolate([4, 6], Interpolation::Nearest);".to_owned());
            model.sizes = vec![channels, 4, 6];
        }
        _ => {
            let weight = model.field("Param<4>", &zeros(&[4, nearly(dice, channels), 3, 3]));
            model.line(format!(
                "let x = x.conv2d(&{weight}, None, Conv2dOptions::new().padding([1, 1]).stride([1, 2]));"
            ));
            model.sizes = vec![4, height, width.div_ceil(2)];
        }
    }
}
