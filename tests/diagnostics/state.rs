//! State dicts and files that are not the model's.

use std::collections::BTreeMap;

use nn_core::prelude::*;

use super::cases::Cases;
use super::zeros;

#[derive(Module)]
struct Net {
    hidden: Vec<Linear>,
    head: Linear,
}

fn net(depth: usize, width: usize) -> Net {
    let rng = &mut rng(0);
    let hidden = (0..depth).map(|_| Linear::new(width, width, rng)).collect();
    Net { hidden, head: Linear::new(width, 2, rng) }
}

/// A net's state under other names.
fn renamed(change: impl Fn(&str) -> String) -> StateDict {
    net(1, 3).state_dict().into_iter().map(|(name, value)| (change(&name), value)).collect()
}

#[test]
fn state_dicts() {
    let mut c = Cases::of("state_dicts");
    let mut model = net(1, 3);
    fails!(c, model.load_state_dict(&StateDict::new()));
    fails!(c, model.load_state_dict(&net(2, 3).state_dict()));
    fails!(c, model.load_state_dict(&net(1, 4).state_dict()));
    fails!(c, model.load_state_dict(&renamed(|name| name.replace("head", "haed"))));
    fails!(c, model.load_state_dict(&renamed(|name| format!("module.{name}"))));
    fails!(c, net(0, 3).load_state_dict(&Linear::new(3, 2, &mut rng(0)).state_dict()));
    let mut state = model.state_dict();
    state.insert("head.bias", Tensor::from([1i64, 2]));
    fails!(c, model.load_state_dict(&state));
    let of_one = Linear::new(3, 2, &mut rng(0)).state_dict();
    let twice = Shared::new(Linear::new(3, 2, &mut rng(0)));
    let torn = of_one.iter().map(|(name, value)| (format!("0.{name}"), value.clone()));
    let mut torn: StateDict = torn.collect();
    torn.insert("1.weight", zeros([2, 3]));
    fails!(c, (twice.clone(), twice).load_state_dict(&torn));
    let scale = || BTreeMap::from([("b", Param::<1>::new(zeros([1])))]);
    let clash = (BTreeMap::from([("a", scale())]), BTreeMap::from([("a.b", Param::<1>::new(zeros([1])))]));
    works!(c, clash.state_dict());
    c.compare();
}

#[test]
fn files() {
    let mut c = Cases::of("files");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut model = net(1, 3);
    model.save(at("good.safetensors")).unwrap();
    let bytes = std::fs::read(at("good.safetensors")).unwrap();
    std::fs::write(at("short.safetensors"), &bytes[..bytes.len() - 1]).unwrap();
    std::fs::write(at("empty.safetensors"), "").unwrap();
    std::fs::write(at("net.pt"), "PK\u{3}\u{4}").unwrap();
    let load = |model: &mut Net, name: &str| {
        let result = model.load(at(name)).map_err(|error| error.to_string());
        result.map_err(|text| nn_core::Error::setting(text.replace(&at("").display().to_string(), "")))
    };
    fails!(c, load(&mut model, "nowhere.safetensors"));
    fails!(c, load(&mut model, "short.safetensors"));
    fails!(c, load(&mut model, "empty.safetensors"));
    fails!(c, load(&mut model, "net.pt"));
    fails!(c, load(&mut net(1, 4), "good.safetensors"));
    c.compare();
}
