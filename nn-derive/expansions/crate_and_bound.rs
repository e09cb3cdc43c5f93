#[module(crate = "engine", bound = "K: Display, M: engine::Module")]
struct Branches<K, M> {
    branches: BTreeMap<K, M>,
}
