"""The public models that examples 15 to 20 port, in PyTorch: their files, outputs and losses.

    python tests/interop/ports.py    # writes tests/interop/fixtures/ports, which `cargo test` reads

Needs torch, safetensors and numpy; made with PyTorch 2.8. Each model is small here, and takes a few steps.
"""

import math
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).resolve().parent / "fixtures" / "ports"


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x):
        batch, length, width = x.shape
        heads = lambda x: x.view(batch, length, self.heads, -1).transpose(1, 2)
        q, k, v = (heads(part) for part in self.c_attn(x).split(width, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(batch, length, width))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = SelfAttention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = Mlp(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Gpt(nn.Module):
    def __init__(self, vocab, block, layers, heads, width):
        super().__init__()
        modules = {
            "wte": nn.Embedding(vocab, width),
            "wpe": nn.Embedding(block, width),
            "h": nn.ModuleList(Block(width, heads) for _ in range(layers)),
            "ln_f": nn.LayerNorm(width),
        }
        self.transformer = nn.ModuleDict(modules)
        self.lm_head = nn.Linear(width, vocab, bias=False)
        self.lm_head.weight = self.transformer.wte.weight

    def forward(self, words):
        of = self.transformer
        x = of.wte(words) + of.wpe(torch.arange(words.shape[1]))
        for block in of.h:
            x = block(x)
        return self.lm_head(of.ln_f(x))


def nanogpt():
    model = Gpt(13, 8, 2, 2, 8)
    for parameter in model.parameters():
        nn.init.normal_(parameter, 0.0, 0.2)
    words, targets = torch.randint(13, (3, 8)), torch.randint(13, (3, 8))
    parameters = list(model.parameters())
    decayed = {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": 0.1}
    others = {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0}
    optimizer = torch.optim.AdamW([decayed, others], lr=1e-3, betas=(0.9, 0.95))
    loss = lambda: F.cross_entropy(model(words).flatten(0, 1), targets.flatten())
    start = state(model)
    y = model(words)
    losses = steps(loss, [optimizer], lambda: nn.utils.clip_grad_norm_(model.parameters(), 1.0))
    write("nanogpt", {"model": start}, losses, words=words, targets=targets, y=y)


class DoubleConv(nn.Module):
    def __init__(self, inputs, outputs, middle):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(inputs, middle, 3, padding=1),
            nn.BatchNorm2d(middle),
            nn.ReLU(),
            nn.Conv2d(middle, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
        )

    def forward(self, x):
        return self.double_conv(x)


class Down(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(inputs, outputs, outputs))

    def forward(self, x):
        return self.maxpool_conv(x)


class Up(nn.Module):
    def __init__(self, inputs, outputs, bilinear):
        super().__init__()
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
            self.conv = DoubleConv(inputs, outputs // 2, inputs // 2)
        else:
            self.up = nn.ConvTranspose2d(inputs, inputs // 2, 2, stride=2)
            self.conv = DoubleConv(inputs, outputs, outputs)

    def forward(self, x, skip):
        x = self.up(x)
        dy, dx = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
        x = F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return self.conv(torch.cat([skip, x], 1))


class OutConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        return self.conv(x)


class UNet(nn.Module):
    def __init__(self, channels, classes, w, bilinear):
        super().__init__()
        self.inc = DoubleConv(channels, w, w)
        self.down1 = Down(w, 2 * w)
        self.down2 = Down(2 * w, 4 * w)
        self.down3 = Down(4 * w, 8 * w)
        self.down4 = Down(8 * w, 8 * w if bilinear else 16 * w)
        self.up1 = Up(16 * w, 8 * w, bilinear)
        self.up2 = Up(8 * w, 4 * w, bilinear)
        self.up3 = Up(4 * w, 2 * w, bilinear)
        self.up4 = Up(2 * w, 2 * w if bilinear else w, bilinear)
        self.outc = OutConv(w, classes)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        x4 = self.down3(x3)
        x = self.up1(self.down4(x4), x4)
        x = self.up2(x, x3)
        x = self.up3(x, x2)
        return self.outc(self.up4(x, x1))


def unet():
    for name, bilinear in (("unet", False), ("unet_bilinear", True)):
        model = shaken(UNet(3, 2, 2, bilinear))
        x, targets = torch.randn(2, 3, 36, 44), torch.randint(2, (2, 36, 44))
        optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-4, weight_decay=1e-8, momentum=0.9)
        start, y = state(model), model.eval()(x)
        model.train()
        clip = lambda: nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        losses = steps(lambda: F.cross_entropy(model(x), targets), [optimizer], clip)
        write(name, {"model": start}, losses, x=x, targets=targets, y=y)


def divisible(value):
    new = max(8, int(value + 4) // 8 * 8)
    return new + 8 if new < 0.9 * value else new


def conv_norm(inputs, outputs, kernel, stride=1, groups=1):
    conv = nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU6())


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, times):
        super().__init__()
        hidden = inputs * times
        self.skip = stride == 1 and inputs == outputs
        first = [] if times == 1 else [conv_norm(inputs, hidden, 1)]
        last = [nn.Conv2d(hidden, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
        self.conv = nn.Sequential(*first, conv_norm(hidden, hidden, 3, stride, hidden), *last)

    def forward(self, x):
        return x + self.conv(x) if self.skip else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, classes, width):
        super().__init__()
        channels, last = divisible(32 * width), divisible(1280 * max(1.0, width))
        features = [conv_norm(3, channels, 3, 2)]
        stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
        for times, outputs, count, stride in stages:
            outputs = divisible(outputs * width)
            for i in range(count):
                features.append(InvertedResidual(channels, outputs, stride if i == 0 else 1, times))
                channels = outputs
        self.features = nn.Sequential(*features, conv_norm(channels, last, 1))
        self.classifier = nn.Sequential(nn.Dropout(0.0), nn.Linear(last, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def mobilenet():
    model = shaken(MobileNetV2(10, 0.05))
    x, targets = torch.randn(4, 3, 64, 64), torch.randint(10, (4,))
    start, y = state(model), model.eval()(x)
    model.train()
    # With a hundred times as much, PyTorch's own losses in f32 and f64 are a fifth apart after four steps.
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9, weight_decay=4e-5)
    losses = steps(lambda: F.cross_entropy(model(x), targets), [optimizer])
    write("mobilenet", {"model": start}, losses, x=x, targets=targets, y=y)


class WordLstm(nn.Module):
    def __init__(self, words, width, layers):
        super().__init__()
        self.encoder = nn.Embedding(words, width)
        self.rnn = nn.LSTM(width, width, layers)
        self.decoder = nn.Linear(width, words)
        self.decoder.weight = self.encoder.weight

    def forward(self, words, hidden):
        output, hidden = self.rnn(self.encoder(words), hidden)
        return self.decoder(output).flatten(0, 1), hidden


def word_lstm():
    model = WordLstm(19, 8, 2)
    data = torch.randint(19, (29, 4))
    hidden = (torch.zeros(2, 4, 8), torch.zeros(2, 4, 8))
    start, losses = state(model), []
    y, _ = model(data[:7], hidden)
    for i in range(0, 28, 7):
        out, hidden = model(data[i : i + 7], tuple(h.detach() for h in hidden))
        loss = F.cross_entropy(out, data[i + 1 : i + 8].flatten())
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        for parameter in model.parameters():
            parameter.data.add_(parameter.grad, alpha=-20.0)
        losses.append(loss.item())
    write("word_lstm", {"model": start}, losses, data=data, y=y, h=hidden[0], c=hidden[1])


def generator(noise, width, channels):
    up = lambda inputs, outputs, *rest: nn.ConvTranspose2d(inputs, outputs, 4, *rest, bias=False)
    layers = [up(noise, 8 * width, 1, 0), nn.BatchNorm2d(8 * width), nn.ReLU()]
    for times in (4, 2, 1):
        layers += [up(2 * times * width, times * width, 2, 1), nn.BatchNorm2d(times * width), nn.ReLU()]
    return nn.ModuleDict({"main": nn.Sequential(*layers, up(width, channels, 2, 1), nn.Tanh())})


def discriminator(width, channels):
    down = lambda inputs, outputs, *rest: nn.Conv2d(inputs, outputs, 4, *rest, bias=False)
    layers = [down(channels, width, 2, 1), nn.LeakyReLU(0.2)]
    for times in (1, 2, 4):
        layers += [down(times * width, 2 * times * width, 2, 1), nn.BatchNorm2d(2 * times * width), nn.LeakyReLU(0.2)]
    return nn.ModuleDict({"main": nn.Sequential(*layers, down(8 * width, 1, 1, 0), nn.Sigmoid())})


def dcgan():
    g, d = shaken(generator(4, 2, 1)), shaken(discriminator(2, 1))
    real, noise = torch.randn(4, 1, 64, 64), torch.randn(3, 4, 4, 1, 1)
    adam = lambda model: torch.optim.Adam(model.parameters(), lr=2e-4, betas=(0.5, 0.999))
    og, od = adam(g), adam(d)
    start = {"generator": state(g), "discriminator": state(d)}
    judged = lambda x, label: F.binary_cross_entropy(d.main(x).flatten(), torch.full((4,), label))
    y = g.eval().main(noise[0])
    g.train()
    losses = []
    for z in noise:
        fake = g.main(z)
        loss_d = judged(real, 1.0) + judged(fake.detach(), 0.0)
        od.zero_grad()
        loss_d.backward()
        od.step()
        loss_g = judged(fake, 1.0)
        og.zero_grad()
        loss_g.backward()
        og.step()
        losses += [loss_d.item(), loss_g.item()]
    write("dcgan", start, losses, real=real, noise=noise, y=y)


class Encoder(nn.Module):
    def __init__(self, words, width):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.gru = nn.GRU(width, width, batch_first=True)

    def forward(self, x):
        return self.gru(self.embedding(x))


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.Wa, self.Ua, self.Va = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys))).transpose(1, 2)
        return scores.softmax(2) @ keys


class Decoder(nn.Module):
    def __init__(self, width, words):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.attention = Attention(width)
        self.gru = nn.GRU(2 * width, width, batch_first=True)
        self.out = nn.Linear(width, words)

    def forward(self, keys, hidden, targets):
        words, outs = torch.zeros(len(keys), 1, dtype=torch.long), []
        for i in range(targets.shape[1]):
            context = self.attention(hidden.transpose(0, 1), keys)
            out, hidden = self.gru(torch.cat([self.embedding(words), context], 2), hidden)
            outs.append(self.out(out))
            words = targets[:, i : i + 1]
        return torch.cat(outs, 1)


def seq2seq():
    encoder, decoder = Encoder(30, 8), Decoder(8, 25)
    source, targets = torch.randint(30, (4, 7)), torch.randint(25, (4, 6))
    optimizers = [torch.optim.Adam(model.parameters(), lr=1e-3) for model in (encoder, decoder)]
    start = {"encoder": state(encoder), "decoder": state(decoder)}
    y = decoder(*encoder(source), targets)
    loss = lambda: F.cross_entropy(decoder(*encoder(source), targets).flatten(0, 1), targets.flatten())
    write("seq2seq", start, steps(loss, optimizers), source=source, targets=targets, y=y)


def shaken(model):
    """Norms that are not those of the beginning."""
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.running_mean, -0.2, 0.2)
            nn.init.uniform_(layer.running_var, 0.5, 1.5)
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.uniform_(layer.bias, -0.1, 0.1)
    return model


def state(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def steps(loss, optimizers, clip=lambda: None):
    """The losses of four steps."""
    losses = []
    for _ in range(4):
        value = loss()
        for optimizer in optimizers:
            optimizer.zero_grad()
        value.backward()
        clip()
        for optimizer in optimizers:
            optimizer.step()
        losses.append(value.item())
    return losses


def write(name, models, losses, **io):
    io["losses"] = torch.tensor(losses)
    for part, values in models.items():
        save_file(values, FOLDER / f"{name}.{part}.safetensors")
    save_file({key: value.detach().clone().contiguous() for key, value in io.items()}, FOLDER / f"{name}.io.safetensors")
    print(name, losses)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    for model in (nanogpt, unet, mobilenet, word_lstm, dcgan, seq2seq):
        model()
