//! Which format a file has, by its contents.

/// The format that a file's first bytes tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// What no other format begins with.
    Safetensors,
    /// JSON, which lists the shards of a model.
    Index,
    /// What PyTorch's `torch.save` writes.
    PyTorch(Container),
}

/// How PyTorch's files are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A zip archive, since version 1.6.
    Zip,
    /// Pickles one after the other, before.
    Legacy,
    /// A tar archive, before version 0.1.10.
    Tar,
}

/// Where `ustar` stands in a tar archive.
const TAR_MAGIC: usize = 257;

impl Format {
    pub(super) fn of(bytes: &[u8]) -> Format {
        match bytes {
            [b'P', b'K', 3, 4, ..] => Format::PyTorch(Container::Zip),
            _ if bytes.get(TAR_MAGIC..).is_some_and(|rest| rest.starts_with(b"ustar")) => {
                Format::PyTorch(Container::Tar)
            }
            // A safetensors file may have a header of such a length, and then the header.
            [0x80, 2..=5, ..] if bytes.get(8) != Some(&b'{') => Format::PyTorch(Container::Legacy),
            [b'{', ..] if !bytes.iter().take(8).any(|byte| *byte == 0) => Format::Index,
            _ => Format::Safetensors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_any_length_is_no_other_format() {
        for length in 0..100_000u64 {
            let file = [&length.to_le_bytes()[..], b"{\"a\":"].concat();
            assert_eq!(Format::of(&file), Format::Safetensors, "{length}");
        }
        assert_eq!(Format::of(b"{\"weight_map\": {}}"), Format::Index);
        assert_eq!(Format::of(b"{}"), Format::Index);
        assert_eq!(Format::of(b""), Format::Safetensors);
    }
}
