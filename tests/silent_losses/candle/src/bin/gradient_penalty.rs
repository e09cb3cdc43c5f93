use candle_core::Var;
use silent_losses_candle::*;

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let (critic, head) = (layer(vb.pp("critic")), layer(vb.pp("head")));
    let before = values(&critic);
    let x = Var::from_tensor(&input())?;
    let gradients = critic.forward(&x)?.tanh()?.sum_all()?.backward()?;
    let penalty = gradients.get(&x).unwrap().sqr()?.mean_all()?;
    sgd(&variables).backward_step(&(head.forward(&input())?.mean_all()? + penalty)?)?;
    print_changed(&before, &values(&critic));
    Ok(())
}
