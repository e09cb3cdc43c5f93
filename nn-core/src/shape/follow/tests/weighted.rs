//! Operations with weights, those of convolutions among them.

use super::{Case, Given, made, real};
use crate::Tensor;
use crate::shape::follow::{self, Shape};

impl Given {
    pub(super) fn weighted(&self) -> Vec<Case> {
        let near = self.near();
        let x = || Tensor::<3>::zeros(self.a);
        let s = Shape::new(&self.a);
        let by = self.small[5];
        let (flat, bias) = ([self.b[0], near[2]], [if self.small[3] > 0 { self.b[0] } else { near[0] }]);
        let (w, b) = (|| Tensor::<2>::zeros(flat), || Tensor::<1>::zeros(bias));
        let (sw, sb) = (Shape::new(&flat), Shape::new(&bias));
        let last = [near[1], near[2]];
        let channels = [near[1]];
        let (c, sc) = (|| Tensor::<1>::zeros(channels), Shape::new(&channels));
        let (l, sl) = (|| Tensor::<2>::zeros(last), Shape::new(&last));
        let (other, three) = ([near[0], near[1], self.b[1]], [self.b[2], self.a[2], self.b[1]]);
        let (o, t) = (|| Tensor::<3>::zeros(other), || Tensor::<3>::zeros(three));
        let (so, st) = (Shape::new(&other), Shape::new(&three));
        let table = Tensor::<2>::zeros([4, 5]);
        let slopes = [if by == 0 { 1 } else { near[1] }];
        vec![
            ("linear", real(|| x().linear(w(), None)), made(follow::linear(s, sw, None))),
            ("linear with a bias", real(|| x().linear(w(), b())), made(follow::linear(s, sw, Some(sb)))),
            ("bilinear", real(|| x().bilinear(o(), t(), None)), made(follow::bilinear(s, so, st, None))),
            (
                "bilinear with a bias",
                real(|| x().bilinear(o(), t(), b())),
                made(follow::bilinear(s, so, st, Some(sb))),
            ),
            (
                "embedding",
                real(|| table.embedding(&Tensor::<3, usize>::zeros(self.a), None)),
                made(follow::embedding(Shape::new(&[4, 5]), s)),
            ),
            (
                "layer_norm",
                real(|| x().layer_norm(last, None, l(), 1e-5)),
                made(follow::normalised("", s, sl, None, Some(sl))),
            ),
            (
                "rms_norm",
                real(|| x().rms_norm([near[2]], Some(&crate::Param::new(Tensor::<1>::zeros(bias))), 1e-5)),
                made(follow::normalised("", s, Shape::new(&[near[2]]), Some(sb), None)),
            ),
            (
                "batch_norm",
                real(|| x().batch_norm(c(), None, 1e-5)),
                made(follow::by_channel("", s, &[Some(sc), None])),
            ),
            (
                "group_norm",
                real(|| x().group_norm(by, None, c(), 1e-5)),
                made(follow::group_norm(s, by, None, Some(sc))),
            ),
            (
                "prelu",
                real(|| x().prelu(Tensor::<1>::zeros(slopes))),
                made(follow::prelu(s, Shape::new(&slopes))),
            ),
            (
                "prelu of a vector",
                real(|| Tensor::<1>::zeros([self.a[0]]).prelu(Tensor::<1>::zeros(slopes))),
                made(follow::prelu(Shape::new(&[self.a[0]]), Shape::new(&slopes))),
            ),
        ]
    }

    pub(super) fn convolutions(&self) -> Vec<Case> {
        let [stride, padding, dilation, groups, output_padding, _] = self.small;
        let groups = groups.max(1);
        let input = [self.a[0], self.a[1] * groups, self.a[2] + 3];
        let weight = [self.b[0] * groups, self.near()[1], self.b[2]];
        let bias = [if self.order[0] > 0 { weight[0] } else { self.b[0] }];
        let (x, w, b) =
            (Tensor::<3>::zeros(input), || Tensor::<3>::zeros(weight), || Tensor::<1>::zeros(bias));
        let [s, sw, sb] = [Shape::new(&input), Shape::new(&weight), Shape::new(&bias)];
        let options = crate::ops::Conv1dOptions::new()
            .stride([stride])
            .padding([padding])
            .dilation([dilation])
            .groups(groups);
        let back = crate::ops::ConvTranspose1dOptions::new()
            .stride([stride])
            .padding([padding])
            .dilation([dilation])
            .output_padding([output_padding])
            .groups(groups);
        let turned = [input[1], self.b[0], self.b[2]];
        let (tw, st) = (Tensor::<3>::zeros(turned), Shape::new(&turned));
        let patches = crate::ops::Patches::new([self.b[0], self.b[1]])
            .stride([stride, 1])
            .padding([padding, 0])
            .dilation([1, dilation]);
        let image = [1, self.a[0], self.a[1], self.a[2]];
        let columns = [1, self.a[0] * self.b[0] * self.b[1], self.small[5] * self.a[1]];
        let size = [self.a[1], self.a[2]];
        vec![
            (
                "conv1d",
                real(|| x.clone().conv1d(w(), None, options)),
                made(follow::conv("", s, sw, None, options)),
            ),
            (
                "conv1d with a bias",
                real(|| x.clone().conv1d(w(), b(), options)),
                made(follow::conv("", s, sw, Some(sb), options)),
            ),
            (
                "conv1d of the same size",
                real(|| x.clone().conv1d(w(), None, options.padding_same())),
                made(follow::conv("", s, sw, None, options.padding_same())),
            ),
            (
                "conv_transpose1d",
                real(|| x.clone().conv_transpose1d(tw.clone(), b(), back)),
                made(follow::conv_transpose("", s, st, Some(sb), back)),
            ),
            (
                "conv_transpose1d that may not fit",
                real(|| x.clone().conv_transpose1d(w(), None, back)),
                made(follow::conv_transpose("", s, sw, None, back)),
            ),
            (
                "unfold",
                real(|| Tensor::<4>::zeros(image).unfold(patches)),
                made(follow::unfold(Shape::new(&image), patches)),
            ),
            (
                "fold",
                real(|| Tensor::<3>::zeros(columns).fold(size, patches)),
                made(follow::fold(Shape::new(&columns), Shape::new(&size), patches)),
            ),
        ]
    }
}
