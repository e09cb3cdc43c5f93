//! `freeze`, `unfreeze` and `Frozen`.

use nn_core::ndarray::array;
use nn_core::prelude::*;

use crate::{param, paths};

#[derive(Module)]
struct Net {
    backbone: Frozen<Vec<Param<1>>>,
    head: Param<1>,
    mean: Buffer<1>,
}

fn net() -> Net {
    Net { backbone: Frozen::new(vec![param(1.0)]), head: param(2.0), mean: Buffer::new(Tensor::zeros([1])) }
}

fn trainable(model: &impl Module) -> Vec<bool> {
    model.parameters().iter().map(|param| param.is_trainable()).collect()
}

#[test]
fn a_frozen_field_is_not_trained() {
    let mut net = net();
    assert_eq!(trainable(&net), [false, true]);
    assert_eq!((net.num_parameters(), net.num_trainable_parameters()), (2, 1));
    assert_eq!(paths(&mut net), ["backbone.0", "head"]);
}

#[test]
fn freeze_stops_parameters_and_statistics() {
    let mut net = net();
    net.freeze();
    assert_eq!(trainable(&net), [false, false]);
    assert!(!net.head.is_trainable() && net.mean.is_frozen());
    net.unfreeze();
    assert_eq!(trainable(&net), [false, true]);
    assert!(!net.backbone[0].is_trainable() && net.head.is_trainable() && !net.mean.is_frozen());
}

#[test]
fn a_part_can_be_frozen_alone() {
    let mut net = net();
    net.head.freeze();
    assert_eq!(trainable(&net), [false, false]);
    assert!(!net.mean.is_frozen());
}

/// A body with all that differs between training and inference.
#[derive(Module, Forward, Init)]
struct FineTuned {
    #[init(frozen((Linear::spec(2, 2), BatchNorm1d::spec(2), Dropout::new(0.5))))]
    body: Frozen<(Linear, BatchNorm1d, Dropout)>,
    #[init(Linear::spec(2, 1))]
    head: Linear,
}

fn body(seed: u64) -> Frozen<(Linear, BatchNorm1d, Dropout)> {
    Frozen::new((Linear::new(2, 2, &mut rng(seed)), BatchNorm1d::new(2), Dropout::new(0.5)))
}

fn fine_tuned() -> FineTuned {
    FineTuned { body: body(0), head: Linear::new(2, 1, &mut rng(0)) }
}

fn x() -> Tensor<2> {
    array![[1.0, 2.0], [3.0, 5.0]].into()
}

/// The paths of the parameters that got a gradient.
fn names(gradients: &Gradients, model: &impl Module) -> Vec<String> {
    gradients.named(model).into_iter().map(|(name, _)| name).collect()
}

fn step(model: &mut impl Module, gradients: Gradients) -> Result<(), String> {
    Sgd::new(0.1).step(model, gradients).map_err(|error| error.to_string())
}

/// All that is frozen from the first moment, in the first forward after the model was made.
#[track_caller]
fn is_frozen_at_once(model: &mut FineTuned) {
    let before = model.state_dict();
    assert_eq!(trainable(model), [false, false, false, false, true, true]);
    assert_eq!((model.num_parameters(), model.num_trainable_parameters()), (13, 3));

    let on_tape = model.body.forward(Tape::new(0).input(x()));
    assert_eq!(on_tape, model.body.forward(x()), "running statistics, and no dropout");
    let mut gradients = model.head.forward(on_tape).sum().backward();
    assert_eq!(names(&gradients, model), ["head.weight", "head.bias"]);
    assert!(gradients.unused(model).is_empty());
    let squares: f32 =
        gradients.named(model).iter().flat_map(|(_, g)| g.as_slice::<f32>().unwrap()).map(|g| g * g).sum();
    let norm = gradients.clip_grad_norm(f64::MAX);
    assert!((norm - f64::from(squares).sqrt()).abs() < 1e-5, "{norm}, {squares}");

    step(model, gradients).unwrap();
    for (name, value) in model.state_dict().iter() {
        let is_same = value.view::<f32>() == before.get(name).unwrap().view::<f32>();
        assert_eq!(is_same, name.starts_with("body."), "{name}");
    }
}

#[test]
fn a_part_is_frozen_however_it_came_into_its_field() {
    is_frozen_at_once(&mut fine_tuned());
    is_frozen_at_once(&mut FineTuned::init(&mut rng(1)));
    let mut model = fine_tuned();
    model.unfreeze();
    model.body = body(2);
    is_frozen_at_once(&mut model);
    model.body.unfreeze();
    model.freeze();
    model.unfreeze();
    is_frozen_at_once(&mut model);
    is_frozen_at_once(&mut FineTuned { body: model.body.clone(), head: model.head.clone() });
}

#[test]
fn what_is_taken_out_is_trained_again() {
    let mut inner = body(0).into_inner();
    assert_eq!(inner.num_trainable_parameters(), 10);
    let gradients = inner.forward(Tape::new(0).input(x())).sum().backward();
    assert_eq!(gradients.len(), 4);
    step(&mut inner, gradients).unwrap();
    assert_eq!(inner.1.num_batches_tracked.unwrap().value().item(), 1);
}

#[test]
fn a_part_is_saved_loaded_and_printed_as_without_it() {
    let mut model = fine_tuned();
    let plain = (body(5).into_inner(), Linear::new(2, 1, &mut rng(5)));
    assert!(model.body.state_dict().names().eq(plain.0.state_dict().names()));
    model.body.load_state_dict(&plain.0.state_dict()).unwrap();
    assert_eq!(model.body.0.weight.value(), plain.0.0.weight.value());
    is_frozen_at_once(&mut model);
    assert_eq!(
        model.tree().to_string(),
        "FineTuned(\n  (body): Sequential(\n    (0): Linear(2, 2)  # 6, frozen\n    (1): BatchNorm1d(2)  # 4, frozen\n    \
         (2): Dropout(p=0.5)\n  )  # 10, frozen\n  (head): Linear(2, 1)  # 3\n)  # 13"
    );
}

#[test]
fn a_trace_goes_through_it() {
    let trace = fine_tuned().trace([4, 2]).unwrap();
    assert_eq!((trace.output_shape(), trace.num_trainable_parameters()), (&[4, 1][..], 3));
    assert_eq!(trace.rows()[0].path(), "body.0");
}

#[test]
fn a_network_that_only_judges_is_not_trained_and_trains_what_it_judges() {
    let mut generator = Linear::new(2, 2, &mut rng(0));
    let judge = body(1);
    let gradients = judge.forward(generator.forward(Tape::new(0).input(x()))).sum().backward();
    assert_eq!(gradients.len(), 2);
    assert!(gradients.get(&generator.weight).unwrap().as_slice().iter().any(|&g| g != 0.0));
    step(&mut generator, gradients).unwrap();
}

#[test]
fn other_functions_than_the_forward_are_called_by_with() {
    let body = body(0);
    let run = |x: Tensor<2>| body.with((x, 3), |body, (x, n)| (n, vec![body.2.forward(body.0.forward(x))]));
    let (n, on_tape) = run(Tape::new(0).input(x()));
    assert_eq!((n, &on_tape), (3, &run(x()).1));
    assert!(!on_tape[0].tape().unwrap().is_frozen());
}

#[test]
fn it_may_stand_inside_another_one_and_inside_containers() {
    let linear = || Linear::new(2, 2, &mut rng(0));
    let nested = Frozen::new((Frozen::new(linear()), Dropout::new(0.5), linear()));
    let mut model = (Some(Box::new(nested)), linear());
    let gradients = model.forward(Tape::new(0).input(x())).sum().backward();
    assert_eq!(names(&gradients, &model), ["1.weight", "1.bias"]);
    let inner = model.0.take().unwrap().into_inner();
    assert_eq!(trainable(&inner), [false, false, true, true]);
}

#[derive(Module, Forward)]
struct Eval {
    encoder: Frozen<Shared<(Linear, BatchNorm1d)>>,
    probe: Linear,
}

fn encoder() -> Shared<(Linear, BatchNorm1d)> {
    Shared::new((Linear::new(2, 2, &mut rng(0)), BatchNorm1d::new(2)))
}

fn eval(encoder: &Shared<(Linear, BatchNorm1d)>) -> Eval {
    Eval { encoder: Frozen::new(encoder.clone()), probe: Linear::new(2, 1, &mut rng(0)) }
}

#[test]
fn freezing_a_shared_part_here_does_not_stop_its_training_elsewhere() {
    let encoder = encoder();
    let mut main = (encoder.clone(), Linear::new(2, 1, &mut rng(0)));
    let mut eval = eval(&encoder);
    assert_eq!(trainable(&eval), [false, false, false, false, true, true]);
    for _ in 0..2 {
        let before = encoder.state_dict();
        let gradients = eval.forward(Tape::new(0).input(x())).sum().backward();
        assert_eq!(names(&gradients, &eval), ["probe.weight", "probe.bias"]);
        step(&mut eval, gradients).unwrap();
        eval.unfreeze();
        eval.freeze();
        eval.unfreeze();
        let same = |name| {
            before.get(name).unwrap().view::<f32>() == encoder.state_dict().get(name).unwrap().view::<f32>()
        };
        assert!(same("0.weight") && same("1.running_mean"));

        let gradients = main.forward(Tape::new(0).input(x())).sum().backward();
        step(&mut main, gradients).unwrap();
        assert!(!same("0.weight") && !same("1.running_mean"));
    }
    assert_eq!(encoder.read().1.num_batches_tracked.as_ref().unwrap().value().item(), 2);
}

#[test]
fn a_shared_part_that_is_frozen_itself_stays_so() {
    let mut encoder = encoder();
    encoder.freeze();
    let _ = Frozen::new(encoder.clone()).into_inner();
    assert_eq!(trainable(&encoder), [false; 4]);
    encoder.unfreeze();
    let _ = Frozen::new(encoder.clone());
    assert_eq!(trainable(&encoder), [true; 4]);
}

#[test]
fn a_shared_part_that_is_called_past_its_frozen_is_an_error() {
    let encoder = encoder();
    let mut eval = eval(&encoder);
    let linear = eval.encoder.read().0.forward(Tape::new(0).input(x()));
    let gradients = eval.probe.forward(linear).sum().backward();
    let error = step(&mut eval, gradients).unwrap_err();
    assert!(
        error.starts_with("`encoder.0.weight` is inside a `Frozen` of this model, but got a gradient"),
        "{error}"
    );

    let loss = main_and(&eval, &encoder);
    let mut gradients = loss.backward();
    let own = gradients.take(&eval);
    assert_eq!((own.len(), gradients.len()), (2, 4), "what the other model trains is left to it");
    step(&mut eval, own).unwrap();
    let mut others = encoder.clone();
    step(&mut others, gradients).unwrap();

    let norm = eval.encoder.read().1.forward(Tape::new(0).input(x()).requires_grad()).detach();
    let gradients = eval.probe.forward(norm.beside(&Tape::new(0).input(x()))).sum().backward();
    assert!(step(&mut eval, gradients).is_ok(), "cut off, on a tape of its own");
}

/// A loss of a model and of another one that trains its encoder.
fn main_and(eval: &Eval, encoder: &Shared<(Linear, BatchNorm1d)>) -> Tensor<0> {
    let tape = Tape::new(0);
    eval.forward(tape.input(x())).sum() + (encoder.forward(tape.input(x())) * tape.input(x())).sum()
}

/// A part that is frozen in one field and trained in another, in both orders.
fn contested() -> [Box<dyn Module>; 2] {
    let (a, b) = (encoder(), encoder());
    [
        Box::new((Frozen::new(a.clone()), a.clone(), a)),
        Box::new((b.clone(), Frozen::new(b.clone()), Frozen::new(b))),
    ]
}

#[test]
fn a_shared_part_that_is_frozen_in_one_field_and_trained_in_another_is_refused_in_any_order() {
    for mut model in contested() {
        assert_eq!((model.num_parameters(), model.num_trainable_parameters()), (10, 0));
        assert!(model.parameters().iter().all(|param| !param.is_trainable()));
        assert!(model.named_parameters().values().iter().all(|param| !param.is_trainable()));
        let of_another = Linear::new(2, 2, &mut rng(0));
        let none = of_another.forward(Tape::new(0).input(x())).sum().backward().take(&());
        assert!(none.unused(&*model).is_empty());
        let error = Sgd::new(0.1).step(&mut *model, none).unwrap_err().to_string();
        assert!(error.contains("a step cannot do both to one shared module"), "{error}");
    }
    let encoder = encoder();
    let gradients = || encoder.forward(Tape::new(0).input(x())).sum().backward();
    let frozen = || Frozen::new(encoder.clone());
    for error in [
        step(&mut (frozen(), encoder.clone()), gradients()).unwrap_err(),
        step(&mut (encoder.clone(), frozen()), gradients()).unwrap_err(),
    ] {
        assert!(error.contains("a step cannot do both to one shared module"), "{error}");
    }
}

#[test]
fn a_shared_part_may_be_frozen_in_several_fields_or_frozen_inside() {
    let a = encoder();
    let mut twice = (Frozen::new(a.clone()), Frozen::new(a), Linear::new(2, 2, &mut rng(0)));
    let gradients = twice.forward(Tape::new(0).input(x())).sum().backward();
    step(&mut twice, gradients).unwrap();

    let inside = Shared::new(Frozen::new(Linear::new(2, 2, &mut rng(0))));
    let mut model = (inside.clone(), Frozen::new(inside), Linear::new(2, 2, &mut rng(0)));
    let gradients = model.forward(Tape::new(0).input(x())).sum().backward();
    step(&mut model, gradients).unwrap();
}

/// A value of the user's own that passes a frozen part.
struct Pair {
    left: Tensor<2>,
    right: Option<Tensor<2>>,
}

impl nn_core::Tensors for Pair {
    fn moved(self, view: &mut nn_core::TapeView) -> Self {
        Pair { left: self.left.moved(view), right: self.right.moved(view) }
    }
}

#[derive(Module)]
struct Both(Shared<Linear>);

impl Forward<Pair> for Both {
    type Output = Pair;

    fn forward(&self, x: Pair) -> Pair {
        Pair { left: self.0.forward(x.left), right: x.right.map(|x| self.0.forward(x)) }
    }
}

#[test]
fn values_of_ones_own_pass_it() {
    let model = Frozen::new(Both(Shared::new(Linear::new(2, 2, &mut rng(0)))));
    let tape = Tape::new(0);
    let y = model.forward(Pair { left: tape.input(x()).requires_grad(), right: Some(tape.input(x())) });
    let gradients = (y.left + y.right.unwrap()).sum().backward();
    assert_eq!((gradients.len(), model.num_trainable_parameters()), (0, 0));
}

/// Counts its forwards in training.
#[derive(Module)]
struct Counted {
    forwards: Buffer<0, i64>,
    scale: Param<0>,
}

impl Forward<Tensor<2>> for Counted {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        if let Some(tape) = x.tape() {
            self.forwards.add(tape, 1);
        }
        x * &self.scale
    }
}

#[test]
fn a_buffer_of_a_shared_part_is_not_updated_inside_a_frozen() {
    let counted = Shared::new(Counted { forwards: Buffer::new(0), scale: Param::new(2.0) });
    let mut judged = (Linear::new(2, 2, &mut rng(0)), Frozen::new(counted.clone()));
    let gradients = judged.1.forward(judged.0.forward(Tape::new(0).input(x()))).sum().backward();
    step(&mut judged, gradients).unwrap();
    assert_eq!(counted.read().forwards.value().item(), 0);
    let mut counts = counted.clone();
    let gradients = counts.forward(Tape::new(0).input(x())).sum().backward();
    step(&mut counts, gradients).unwrap();
    assert_eq!(counted.read().forwards.value().item(), 1);
}
