enum Layer {
    Identity,
    Dense(Linear),
    Pair(Linear, Linear),
    Gated { gate: Linear, r#type: Linear },
}
