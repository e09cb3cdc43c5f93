//! One seed out of two numbers.

/// A seed for the `number`-th step or epoch of a run, by two rounds of SplitMix64. For one seed, each number gives
/// another result, since every operation is a bijection.
pub(crate) fn mix(seed: u64, number: u64) -> u64 {
    split_mix(split_mix(seed).wrapping_add(number))
}

/// The first output of SplitMix64 from the state `x`: the finalizer of MurmurHash3, variant 13, after Steele, Lea and
/// Flood, *Fast splittable pseudorandom number generators* (2014).
fn split_mix(x: u64) -> u64 {
    let z = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_numbers() {
        let outputs =
            (0..3u64).map(|i| split_mix(i.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1_234_567)));
        let published = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert!(outputs.eq(published));
    }

    #[test]
    fn neighbours_have_seeds_that_share_no_more_bits_than_chance() {
        let mut seeds: Vec<u64> = (0..64).flat_map(|seed| (0..64).map(move |step| mix(seed, step))).collect();
        for pair in seeds.windows(2) {
            assert!((8..=56).contains(&(pair[0] ^ pair[1]).count_ones()));
        }
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 64 * 64);
    }

    #[test]
    fn the_seed_of_a_step_stays_what_it_is() {
        let seeds = [12_035_550_249_420_947_055, 3_069_472_533_636_442_495, 3_395_261_198_787_353_300];
        assert_eq!([mix(0, 0), mix(0, 1), mix(7, 100)], seeds);
    }
}
