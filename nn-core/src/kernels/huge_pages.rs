//! Large pages for large buffers. Of some megabytes in pages of 4 KiB, more are in use than a processor knows by heart: it looks
//! most of them up in memory, which takes longer than what is done there, and by columns for each element anew.

/// The size of a large page of x86-64, and of other processors with pages of 4 KiB.
const HUGE: usize = 2 * 1024 * 1024;

/// Asks the system for large pages where a buffer has whole ones, before it is first written. The system may refuse, from which
/// no element and no size differs.
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) fn advise<A>(buffer: &mut [A]) {
    let skipped = buffer.as_ptr().cast::<u8>().align_offset(HUGE);
    let len = size_of_val(buffer).saturating_sub(skipped) / HUGE * HUGE;
    if len > 0 {
        // SAFETY: the bytes from the first large page of the buffer on, as many as its whole ones have, lie within it; the
        // advice changes none of them.
        unsafe {
            libc::madvise(buffer.as_mut_ptr().byte_add(skipped).cast(), len, libc::MADV_HUGEPAGE);
        }
    }
}

#[cfg(not(all(target_os = "linux", not(miri))))]
pub(crate) fn advise<A>(_: &mut [A]) {}

#[cfg(test)]
mod tests {
    use super::{HUGE, advise};

    #[test]
    fn buffers_of_any_length_keep_their_elements() {
        for len in [0, 1, HUGE / 4 - 1, HUGE / 4, HUGE / 2 + 12_345] {
            let mut buffer: Vec<u32> = (0..len as u32).collect();
            advise(&mut buffer);
            assert!(buffer.iter().enumerate().all(|(i, &x)| x as usize == i), "{len}");
        }
    }

    /// What the system says of the mapping with this address, where it has large pages.
    #[cfg(target_os = "linux")]
    fn flags(address: usize) -> Option<String> {
        std::fs::metadata("/sys/kernel/mm/transparent_hugepage").ok()?;
        let maps = std::fs::read_to_string("/proc/self/smaps").ok()?;
        let holds = |line: &&str| {
            let range = line.split(' ').next().and_then(|range| range.split_once('-'));
            let range = range.map(|(a, b)| [a, b].map(|at| usize::from_str_radix(at, 16)));
            matches!(range, Some([Ok(first), Ok(end)]) if (first..end).contains(&address))
        };
        let flags = maps.lines().skip_while(|line| !holds(line)).find(|line| line.starts_with("VmFlags"));
        flags.map(String::from)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn large_buffers_are_in_large_pages() {
        let buffer = crate::storage::scratch::<f32>(9 * HUGE / 4);
        let middle = buffer.as_ptr() as usize + size_of_val(&buffer[..]) / 2;
        if let Some(flags) = flags(middle) {
            assert!(flags.contains(" hg"), "{flags}");
        }
    }
}
