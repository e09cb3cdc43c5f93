//! One step of a recurrent cell for one sequence of the batch, and back.

use crate::kernels::activation::{sigmoid, tanh};
use crate::kernels::simd::simd;
use crate::storage::Float;

/// Which recurrence a layer computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// `h' = tanh(x + w)`.
    Tanh,
    /// `h' = max(x + w, 0)`.
    Relu,
    /// Long short-term memory, with gates in the order i, f, g, o.
    Lstm,
    /// The gated recurrent unit, with gates in the order r, z, n.
    Gru,
}

impl Cell {
    /// How many numbers the weights give for each hidden unit.
    pub(crate) fn gates(self) -> usize {
        match self {
            Cell::Tanh | Cell::Relu => 1,
            Cell::Lstm => 4,
            Cell::Gru => 3,
        }
    }

    /// How many numbers the way back needs of each hidden unit.
    pub(super) fn kept(self) -> usize {
        match self {
            Cell::Tanh | Cell::Relu => 1,
            Cell::Lstm | Cell::Gru => 4,
        }
    }

    /// Whether there is a cell state beside the hidden one.
    pub(crate) fn has_memory(self) -> bool {
        self == Cell::Lstm
    }

    /// One step, from the parts `x` of the input and `w` of the hidden state: `h` and `c` become those after the step,
    /// and `kept` what the way back needs.
    pub(super) fn step<A: Float>(self, x: &[A], w: &[A], kept: &mut [A], h: &mut [A], c: &mut [A]) {
        match self {
            Cell::Tanh => tanh_step(x, w, kept, h),
            Cell::Relu => relu_step(x, w, kept, h),
            Cell::Lstm => lstm_step(x, w, kept, h, c),
            Cell::Gru => gru_step(x, w, kept, h),
        }
    }

    /// Back through one step: `dx` and `dw` become the gradients of both parts; `dh`, that of the hidden state after the
    /// step, becomes what reaches the one before it not through `w`, and `dc` that of the cell state before it.
    pub(super) fn back<A: Float>(
        self,
        before: Before<'_, A>,
        dx: &mut [A],
        dw: &mut [A],
        dh: &mut [A],
        dc: &mut [A],
    ) {
        match self {
            Cell::Tanh => tanh_back(before.kept, dx, dh),
            Cell::Relu => relu_back(before.kept, dx, dh),
            Cell::Lstm => lstm_back(before.kept, before.c, dx, dh, dc),
            Cell::Gru => gru_back(before.kept, before.h, dx, dw, dh),
        }
    }
}

/// What was kept of a step.
#[derive(Clone, Copy)]
pub(super) struct Before<'a, A> {
    pub(super) kept: &'a [A],
    /// The states before the step.
    pub(super) h: &'a [A],
    pub(super) c: &'a [A],
}

simd! {
    fn tanh_step[A: Float](x: &[A], w: &[A], kept: &mut [A], h: &mut [A]) {
        for (((h, kept), &x), &w) in h.iter_mut().zip(kept).zip(x).zip(w) {
            *h = tanh(x + w);
            *kept = *h;
        }
    }

    fn relu_step[A: Float](x: &[A], w: &[A], kept: &mut [A], h: &mut [A]) {
        for (((h, kept), &x), &w) in h.iter_mut().zip(kept).zip(x).zip(w) {
            *h = (x + w).max(A::zero());
            *kept = *h;
        }
    }

    fn tanh_back[A: Float](y: &[A], dx: &mut [A], dh: &mut [A]) {
        for ((dx, dh), &y) in dx.iter_mut().zip(dh).zip(y) {
            *dx = *dh * (A::one() - y * y);
            *dh = A::zero();
        }
    }

    fn relu_back[A: Float](y: &[A], dx: &mut [A], dh: &mut [A]) {
        for ((dx, dh), &y) in dx.iter_mut().zip(dh).zip(y) {
            *dx = if y > A::zero() { *dh } else { A::zero() };
            *dh = A::zero();
        }
    }

    fn lstm_step[A: Float](x: &[A], w: &[A], kept: &mut [A], h: &mut [A], c: &mut [A]) {
        let n = c.len();
        let ([xi, xf, xg, xo], [wi, wf, wg, wo]) = (quarters(x, n), quarters(w, n));
        let [i, f, g, o] = quarters_mut(kept, n);
        for j in 0..n {
            i[j] = sigmoid(xi[j] + wi[j]);
            f[j] = sigmoid(xf[j] + wf[j]);
            g[j] = tanh(xg[j] + wg[j]);
            o[j] = sigmoid(xo[j] + wo[j]);
        }
        let h = &mut h[..n];
        for j in 0..n {
            c[j] = i[j].mul_add(g[j], f[j] * c[j]);
            h[j] = o[j] * tanh(c[j]);
        }
    }

    /// The cell state after the step is computed anew.
    fn lstm_back[A: Float](kept: &[A], c: &[A], dx: &mut [A], dh: &mut [A], dc: &mut [A]) {
        let (n, one) = (c.len(), A::one());
        let ([i, f, g, o], [di, df, dg, d_o]) = (quarters(kept, n), quarters_mut(dx, n));
        let (dh, dc) = (&mut dh[..n], &mut dc[..n]);
        for j in 0..n {
            let t = tanh(i[j].mul_add(g[j], f[j] * c[j]));
            let d = (dh[j] * o[j]).mul_add(one - t * t, dc[j]);
            d_o[j] = dh[j] * t * o[j] * (one - o[j]);
            di[j] = d * g[j] * i[j] * (one - i[j]);
            df[j] = d * c[j] * f[j] * (one - f[j]);
            dg[j] = d * i[j] * (one - g[j] * g[j]);
            dc[j] = d * f[j];
            dh[j] = A::zero();
        }
    }

    /// `h' = n + z·(h − n)` with `n = tanh(xₙ + r·wₙ)`.
    fn gru_step[A: Float](x: &[A], w: &[A], kept: &mut [A], h: &mut [A]) {
        let n = h.len();
        let ([xr, xz, xn], [wr, wz, wn]) = (thirds(x, n), thirds(w, n));
        let [r, z, new, hidden] = quarters_mut(kept, n);
        for j in 0..n {
            r[j] = sigmoid(xr[j] + wr[j]);
            z[j] = sigmoid(xz[j] + wz[j]);
            hidden[j] = wn[j];
            new[j] = tanh(r[j].mul_add(wn[j], xn[j]));
            h[j] = z[j].mul_add(h[j] - new[j], new[j]);
        }
    }

    fn gru_back[A: Float](kept: &[A], h: &[A], dx: &mut [A], dw: &mut [A], dh: &mut [A]) {
        let (n, one) = (h.len(), A::one());
        let [r, z, new, hidden] = quarters(kept, n);
        let ([dxr, dxz, dxn], [dwr, dwz, dwn]) = (thirds_mut(dx, n), thirds_mut(dw, n));
        let dh = &mut dh[..n];
        for j in 0..n {
            let dn = dh[j] * (one - z[j]) * (one - new[j] * new[j]);
            dxn[j] = dn;
            dwn[j] = dn * r[j];
            dxr[j] = dn * hidden[j] * r[j] * (one - r[j]);
            dwr[j] = dxr[j];
            dxz[j] = dh[j] * (h[j] - new[j]) * z[j] * (one - z[j]);
            dwz[j] = dxz[j];
            dh[j] *= z[j];
        }
    }
}

#[inline(always)]
fn quarters<A>(x: &[A], n: usize) -> [&[A]; 4] {
    [&x[..n], &x[n..2 * n], &x[2 * n..3 * n], &x[3 * n..4 * n]]
}

#[inline(always)]
fn thirds<A>(x: &[A], n: usize) -> [&[A]; 3] {
    [&x[..n], &x[n..2 * n], &x[2 * n..3 * n]]
}

#[inline(always)]
fn thirds_mut<A>(x: &mut [A], n: usize) -> [&mut [A]; 3] {
    let (a, rest) = x.split_at_mut(n);
    let (b, rest) = rest.split_at_mut(n);
    [a, b, &mut rest[..n]]
}

#[inline(always)]
fn quarters_mut<A>(x: &mut [A], n: usize) -> [&mut [A]; 4] {
    let (first, rest) = x.split_at_mut(n);
    let [b, c, d] = thirds_mut(rest, n);
    [first, b, c, d]
}
