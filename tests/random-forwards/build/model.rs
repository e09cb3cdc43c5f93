//! A model: its fields, and the statements of its forward.

use std::fmt::Write;

use crate::WRITTEN;
use crate::dice::Dice;
use crate::{inside, statements};

/// What is written, and what is thought to come out so far.
pub(crate) struct Model {
    /// The shape of a sample of the input.
    input: Vec<usize>,
    /// Type and spec of each field.
    fields: Vec<(String, String)>,
    pub(crate) lines: Vec<String>,
    /// The sizes of `x`, without the batch.
    pub(crate) sizes: Vec<usize>,
}

impl Model {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let input = match dice.below(3) {
            0 => vec![dice.pick(&[4, 6, 8, 12])],
            1 => vec![dice.pick(&[3, 4, 6]), dice.pick(&[4, 6, 8])],
            _ => vec![dice.pick(&[1, 3, 4]), dice.pick(&[4, 6, 7]), dice.pick(&[4, 6, 8])],
        };
        let mut model = Model { sizes: input.clone(), input, fields: Vec::new(), lines: Vec::new() };
        for _ in 0..2 + dice.below(6) {
            match dice.one_in(4) {
                true => inside::add(&mut model, dice),
                false => statements::add(&mut model, dice),
            }
        }
        model
    }

    /// The name of a new field.
    pub(crate) fn field(&mut self, ty: &str, spec: &str) -> String {
        self.fields.push((ty.to_owned(), spec.to_owned()));
        format!("self.f{}", self.fields.len() - 1)
    }

    pub(crate) fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    pub(crate) fn write(&self, name: &str, code: &mut String) {
        let (rank, last) = (self.input.len() + 1, self.sizes.len() + 1);
        writeln!(code, "#[derive(Module, Init)]\npub struct {name} {{").expect(WRITTEN);
        for (i, (ty, spec)) in self.fields.iter().enumerate() {
            writeln!(code, "    #[init({spec})]\n    f{i}: {ty},").expect(WRITTEN);
        }
        writeln!(
            code,
            "}}\n\n#[shapes]\nimpl Forward<Tensor<{rank}>> for {name} {{\n    type Output = Tensor<{last}>;\n\n    \
             fn forward(&self, x: Tensor<{rank}>) -> Tensor<{last}> {{"
        )
        .expect(WRITTEN);
        for line in &self.lines {
            writeln!(code, "        {line}").expect(WRITTEN);
        }
        writeln!(code, "        x\n    }}\n}}\n").expect(WRITTEN);
    }

    pub(crate) fn call(&self, name: &str, calls: &mut String) {
        let (input, rank) = (&self.input, self.input.len());
        let sizes: String = (0..rank).map(|i| format!(", input[{i}]")).collect();
        writeln!(
            calls,
            "    agreement.add(\"{name}\", &{input:?}, {name}::spec().output_shape(Shape::new(&{input:?})), \
             |batch, input| {name}::init(&mut rng(0)).forward(Tensor::ones([batch{sizes}])).shape().to_vec(), \
             |batch, input| Ok({name}::init(&mut rng(0)).trace([batch{sizes}])?.output_shape().to_vec()));"
        )
        .expect(WRITTEN);
    }
}
