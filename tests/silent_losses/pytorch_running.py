"""Each mistake of a running program in PyTorch: one step, and how many numbers are as they should be.

    python pytorch_running.py        # a line for each mistake; needs torch 2.8
"""

import torch
from torch import nn


def layer() -> nn.Linear:
    """A layer of six parameters."""
    return nn.Linear(2, 2)


def ones() -> torch.Tensor:
    return torch.ones(1, 2)


def step(model: nn.Module, loss: torch.Tensor) -> None:
    """One step of a model down its loss."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss.backward()
    optimizer.step()


def values(module: nn.Module) -> torch.Tensor:
    """A copy of every number of a module, with its running statistics."""
    return torch.cat([tensor.flatten().clone() for tensor in module.state_dict().values()])


def changed(before: torch.Tensor, after: torch.Tensor) -> str:
    return f"{(before != after).sum()} of {before.numel()}"


def equal(before: torch.Tensor, after: torch.Tensor) -> str:
    return f"{(before == after).sum()} of {before.numel()}"


def off_tape_state():
    """Both biases are added to the same sum, so their gradients are equal."""
    ih, hh = layer(), layer()
    h = torch.zeros(1, 2)
    for x in [1.0, -1.0]:
        h = torch.tanh(ih(ones() * x) + hh(h))
    h.sum().backward()
    return equal(ih.bias.grad, hh.bias.grad)


def detached_probe():
    net = nn.ModuleDict({"encoder": layer(), "task": layer(), "probe": layer()})
    before = values(net.probe)
    h = net.encoder(ones())
    step(net, net.task(h).mean() + net.probe(h.detach()).mean())
    return changed(before, values(net.probe))


def indices():
    net = nn.ModuleDict({"layer": layer(), "embedding": nn.Embedding(2, 2)})
    h = net.layer(ones())
    row = h.argmax(1)
    before = net.embedding.weight[row].detach().clone()
    step(net, net.embedding(row).mean() + h.mean())
    return changed(before, net.embedding.weight[row])


def consumed_record():
    net = nn.Sequential(layer(), layer())
    h = net[0](ones())
    step(net, net[1](h).mean())
    before = values(net[0])
    step(net, net[1](h).mean())
    return changed(before, values(net[0]))


def frozen():
    net = nn.Sequential(nn.Sequential(layer(), nn.BatchNorm1d(2)), layer())
    net[0].requires_grad_(False)
    before = values(net[0])
    step(net, net(torch.tensor([[1.0, 2.0], [3.0, 5.0]])).mean())
    return equal(before, values(net[0]))


def penalty_on_a_gradient(**options):
    net = nn.ModuleDict({"critic": layer(), "head": layer()})
    before = values(net.critic)
    x = ones().requires_grad_()
    (gradient,) = torch.autograd.grad(net.critic(x).tanh().sum(), x, **options)
    step(net, net.head(ones()).mean() + gradient.pow(2).mean())
    return changed(before, values(net.critic))


def gradient_penalty():
    return penalty_on_a_gradient(create_graph=True)


def gradient_penalty_without_graph():
    return penalty_on_a_gradient()


def plain_value():
    net = nn.ModuleDict({"layer": layer(), "head": layer()})
    before = net.layer.weight.detach().clone()
    step(net, net.head(ones()).mean() + net.layer.weight.data.pow(2).mean())
    return changed(before, net.layer.weight)


def replaced_head():
    net = nn.Sequential(layer(), layer())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net[1] = layer()
    before = values(net[1])
    net(ones()).mean().backward()
    optimizer.step()
    return changed(before, values(net[1]))


def kept_best():
    net = layer()
    before = values(net)
    best = net.state_dict()
    step(net, net(ones()).mean())
    net.load_state_dict(best)
    return equal(before, values(net))


def mode():
    net = nn.Sequential(nn.BatchNorm1d(2), layer())
    x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
    step(net, net(x).mean())
    before = values(net[0])
    net(x)
    return equal(before, values(net[0]))


def another_model():
    generator, critic = layer(), layer()
    before = values(generator)
    step(generator, critic(ones()).mean())
    return changed(before, values(generator))


def one_layer_twice():
    shared = layer()
    net = nn.Sequential(shared, nn.Tanh(), shared)
    step(net, net(ones()).mean())
    return equal(values(net[0]), values(net[2]))


MISTAKES = [off_tape_state, detached_probe, indices, consumed_record, frozen, gradient_penalty]
MISTAKES += [gradient_penalty_without_graph, plain_value, replaced_head, kept_best, mode, another_model]
MISTAKES += [one_layer_twice]


def main():
    for mistake in MISTAKES:
        try:
            print(f"{mistake.__name__}: {mistake()}")
        except RuntimeError as error:
            print(f"{mistake.__name__}: refused: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    main()
