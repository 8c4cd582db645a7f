//! Seeded random numbers: small, and the same on every machine.

/// SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    /// One of 2^64 streams of a seed: each article has its own, so it does not depend on the ones before it.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut mixer = Self(seed);
        let mixed = mixer.next();
        Self(mixed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The stream of a word.
    pub(crate) fn of_word(seed: u64, word: &str) -> Self {
        // FNV-1a (Fowler, Noll and Vo): any hash that is the same everywhere
        let hash = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        Self::new(seed, word.bytes().fold(0xcbf2_9ce4_8422_2325, hash))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// In 0..n; the bias of multiplying is below n / 2^32.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 32).wrapping_mul(n as u64) >> 32) as usize
    }

    /// In (0, 1]: a logarithm and a negative power of it are finite.
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() <= probability
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Mean 0, variance 1: the sum of twelve uniform numbers less 6 (Irwin-Hall), which needs no library function that
    /// could round otherwise elsewhere.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}
