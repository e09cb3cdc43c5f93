struct Net {
    #[module(rename = "fc")]
    head: Linear,
    #[module(flatten)]
    body: Body,
    backbone: Frozen<Linear>,
    #[module(with = cells)]
    cell: RefCell<Linear>,
}
