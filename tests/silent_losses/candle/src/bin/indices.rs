use candle_nn::embedding;
use silent_losses_candle::*;

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let (layer, embedding) = (layer(vb.pp("layer")), embedding(2, 2, vb.pp("embedding"))?);
    let before = numbers(embedding.embeddings());
    let h = layer.forward(&input())?;
    let indices = h.argmax(1)?;
    let row = 2 * indices.to_vec1::<u32>()?[0] as usize;
    let loss = (embedding.forward(&indices)?.mean_all()? + h.mean_all()?)?;
    sgd(&variables).backward_step(&loss)?;
    print_changed(&before[row..row + 2], &numbers(embedding.embeddings())[row..row + 2]);
    Ok(())
}
