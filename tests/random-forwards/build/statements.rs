//! Statements that change `x`, each in a line of its own, so that it is known where it is that something does not fit.

use crate::dice::Dice;
use crate::model::Model;

/// Adds a statement for a tensor of this rank.
pub(crate) fn add(model: &mut Model, dice: &mut Dice) {
    match (model.sizes.len(), dice.below(3)) {
        (1, 0) => vector(model, dice),
        (2, 0) => sequence(model, dice),
        (3, 0) => picture(model, dice),
        (_, 1) => any(model, dice),
        _ => layer(model, dice),
    }
}

/// A number that is right as a rule.
pub(crate) fn nearly(dice: &mut Dice, right: usize) -> usize {
    if dice.one_in(14) { right + 1 } else { right }
}

fn last(model: &mut Model, dice: &mut Dice) -> usize {
    nearly(dice, model.sizes[model.sizes.len() - 1])
}

fn layer(model: &mut Model, dice: &mut Dice) {
    let rank = model.sizes.len();
    if rank == 3 && dice.below(3) > 0 {
        return convolution(model, dice);
    }
    let (inputs, outputs) = (last(model, dice), dice.pick(&[4, 6, 8]));
    let is_sequence = rank < 3;
    match dice.below(6) {
        0 if is_sequence => {
            let linear = model.field("Linear", &format!("Linear::spec({inputs}, {inputs})"));
            model.line(format!("let x = {linear}.forward(x.clone()).relu() + x;"));
        }
        1 if is_sequence => {
            let spec = format!("repeat(2, |i| Linear::spec({inputs} + i, {inputs} + 1 + i))");
            let list = model.field("Vec<Linear>", &spec);
            model.line("let mut x = x;".to_owned());
            model.line(format!("for layer in &{list} {{ x = layer.forward(x); }}"));
            model.sizes[rank - 1] += 2;
        }
        2 if is_sequence => {
            let is_there = dice.one_in(2);
            let spec = format!("({is_there}).then(|| Linear::spec({inputs}, {outputs}))");
            let optional = model.field("Option<Linear>", &spec);
            model
                .line(format!("let x = match &{optional} {{ Some(layer) => layer.forward(x), None => x }};"));
            if is_there {
                model.sizes[rank - 1] = outputs;
            }
        }
        3 => {
            let norm = model.field("LayerNorm", &format!("LayerNorm::spec([{inputs}])"));
            model.line(format!("let x = {norm}.forward(x);"));
        }
        4 if is_sequence => {
            let adds = dice.one_in(2);
            let flag = model.field("bool", &adds.to_string());
            let linear = model.field("Linear", &format!("Linear::spec({inputs}, {inputs})"));
            model.line(format!("let y = {linear}.forward(x.clone());"));
            model.line(format!("let x = if {flag} {{ y + x }} else {{ y }};"));
        }
        _ if is_sequence => {
            let linear = model.field("Linear", &format!("Linear::spec({inputs}, {outputs})"));
            model.line(format!("let x = {linear}.forward(x);"));
            model.sizes[rank - 1] = outputs;
        }
        _ => any(model, dice),
    }
}

fn convolution(model: &mut Model, dice: &mut Dice) {
    let (inputs, outputs) = (nearly(dice, model.sizes[0]), dice.pick(&[3, 4, 6]));
    match dice.below(4) {
        0 => {
            let conv = model.field("Conv2d", &format!("Conv2d::spec({inputs}, {outputs}, 3).padding(1)"));
            model.line(format!("let x = {conv}.forward(x);"));
            model.sizes[0] = outputs;
        }
        1 => {
            let spec = format!("Conv2d::spec({inputs}, {outputs}, 3).stride(2).padding(1)");
            let pair =
                model.field("(Conv2d, BatchNorm2d)", &format!("({spec}, BatchNorm2d::spec({outputs}))"));
            model.line(format!("let x = {pair}.1.forward({pair}.0.forward(x));"));
            model.sizes = vec![outputs, model.sizes[1].div_ceil(2), model.sizes[2].div_ceil(2)];
        }
        2 => {
            let pool = model.field("MaxPool2d", "MaxPool2d::spec(2)");
            model.line(format!("let x = {pool}.forward(x);"));
            model.sizes = vec![model.sizes[0], model.sizes[1] / 2, model.sizes[2] / 2];
        }
        _ => {
            let spec = format!("repeat(2, |i| Conv2d::spec({inputs} + 3 * i, 3, 3).padding(1))");
            let list = model.field("Vec<Conv2d>", &spec);
            model.line("let mut all = vec![x];".to_owned());
            model.line(format!("for conv in &{list} {{ all.push(conv.forward(Tensor::concat(&all, 1))); }}"));
            model.line("let x = Tensor::concat(&all, 1);".to_owned());
            model.sizes[0] += 6;
        }
    }
}

/// For tensors of every rank.
fn any(model: &mut Model, dice: &mut Dice) {
    let rank = model.sizes.len();
    let axis = 1 + dice.below(rank);
    let beyond = nearly(dice, axis);
    let size = model.sizes[axis - 1];
    match dice.below(9) {
        0 => model.line(format!("let x = x.softmax({beyond}).exp();")),
        1 => {
            model.line(format!("let x = Tensor::concat(&[x.clone(), x], {beyond});"));
            model.sizes[axis - 1] *= 2;
        }
        2 => {
            let end = nearly(dice, size.div_ceil(2));
            model.line(format!("let x = x.slice({axis}, 0..{end});"));
            model.sizes[axis - 1] = size.div_ceil(2);
        }
        3 => {
            model.line(format!("let x = x.clone() - x.mean_keepdim({beyond});"));
        }
        4 => {
            let parts = dice.pick(&[1, 2, 3]);
            model.line(format!("let parts = x.chunk({parts}, {axis});"));
            model.line(format!("let x = parts[0].clone() * parts[{}].clone();", parts - 1));
            model.sizes[axis - 1] = size.div_ceil(parts);
        }
        5 if rank > 1 => {
            model.line(format!("let x = x.{}({beyond});", dice.pick(&["sum_axis", "max_axis", "mean_axis"])));
            model.sizes.remove(axis - 1);
        }
        6 if rank < 3 => {
            model.line(format!("let x = x.insert_axis({axis});"));
            model.sizes.insert(axis - 1, 1);
        }
        7 => {
            model.line(
                "let double = |x: Tensor<_>, by: f32| (x * by).tanh();".replace('_', &(rank + 1).to_string()),
            );
            model.line("let x = double(x, 2.0);".to_owned());
        }
        _ => model.line("let x = x.relu() * 0.5 + 1.0;".to_owned()),
    }
}

fn vector(model: &mut Model, dice: &mut Dice) {
    let size = model.sizes[0];
    match dice.below(3) {
        0 => {
            let by = dice.pick(&[1, 2, 3]);
            model.line("let [batch, width] = x.shape();".to_owned());
            model.line(format!("let x = x.reshape([batch, {by}, width / {by}]);"));
            model.sizes = vec![by, size / by];
        }
        1 => {
            model.line("let x = x.insert_axis(1).repeat([1, 2, 1]);".to_owned());
            model.sizes = vec![2, size];
        }
        _ => {
            let width = nearly(dice, size);
            model.line(format!("let x = x + Tensor::zeros([{width}]);"));
        }
    }
}

fn sequence(model: &mut Model, dice: &mut Dice) {
    let [length, width] = [model.sizes[0], model.sizes[1]];
    match dice.below(6) {
        0 => {
            model.line("let x = x.transpose(1, 2);".to_owned());
            model.sizes = vec![width, length];
        }
        1 => {
            model.line("let scores = x.clone().matmul_t(&x).softmax(2);".to_owned());
            let name = if dice.one_in(5) { "matmul_t" } else { "matmul" };
            model.line(format!("let x = scores.{name}(x);"));
        }
        2 => {
            model.line("let [batch, length, width] = x.shape();".to_owned());
            model.line("let x = x.reshape([batch, length * width]);".to_owned());
            model.sizes = vec![length * width];
        }
        3 => {
            let index = if dice.one_in(6) { length as isize } else { -1 };
            model.line(format!("let x = x.at(1, {index});"));
            model.sizes = vec![width];
        }
        4 => {
            model.line("let mut steps = Vec::new();".to_owned());
            model.line("for step in x.unbind(1) { steps.push(step.sigmoid()); }".to_owned());
            model.line("let x = Tensor::stack(&steps, 2);".to_owned());
            model.sizes = vec![width, length];
        }
        _ => {
            let heads = dice.pick(&[1, 2, 3]);
            model.line("let [batch, length, width] = x.shape();".to_owned());
            model.line(format!(
                "let x = x.reshape([batch, length, {heads}, width / {heads}]).permute([0, 2, 1, 3]);"
            ));
            model.sizes = vec![heads, length, width / heads];
        }
    }
}

fn picture(model: &mut Model, dice: &mut Dice) {
    let [channels, height, width] = [model.sizes[0], model.sizes[1], model.sizes[2]];
    match dice.below(4) {
        0 => {
            model.line("let x = x.flatten();".to_owned());
            model.sizes = vec![channels * height * width];
        }
        1 => {
            model.line("let x = x.mean_axis(3).mean_axis(2);".to_owned());
            model.sizes = vec![channels];
        }
        2 => {
            let order = if dice.one_in(6) { "0, 3, 1, 1" } else { "0, 2, 3, 1" };
            model.line(format!("let x = x.permute([{order}]);"));
            model.sizes = vec![height, width, channels];
        }
        _ => {
            model.line("let x = x.pad([1, 0, 0, 2]);".to_owned());
            model.sizes = vec![channels, height + 2, width + 1];
        }
    }
}
