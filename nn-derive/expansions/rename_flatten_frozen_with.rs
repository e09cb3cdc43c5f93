struct Net {
    #[module(rename = "fc")]
    head: Linear,
    #[module(flatten)]
    body: Body,
    #[module(frozen)]
    backbone: Linear,
    #[module(with = cells)]
    cell: RefCell<Linear>,
}
