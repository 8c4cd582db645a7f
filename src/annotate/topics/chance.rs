//! Chance that comes out alike in every run.

/// Numbers without a pattern (Marsaglia 2003, "Xorshift RNGs", the 64-bit triple 13, 7, 17).
pub(super) struct Chance(u64);

impl Default for Chance {
    fn default() -> Self {
        // the start that the paper's examples have
        Self(88_172_645_463_325_252)
    }
}

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number from 0 up to `end`, which is above 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        // usize has at most 64 bits here, and the remainder is below `end`
        (self.next() % end as u64) as usize
    }

    /// How often one of many things is drawn when as many are drawn as there are: Poisson with mean 1.
    pub(super) fn draws(&mut self) -> u8 {
        // the share of things that are drawn so often: 1/e, and of one more as much divided by that number
        let drawn = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let (mut times, mut share) = (0, (-1.0f64).exp());
        let mut sum = share;
        while drawn > sum && times < 8 {
            times += 1;
            share /= f64::from(times);
            sum += share;
        }
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_the_mean_and_alike_in_every_run() {
        let mut chance = Chance::default();
        let drawn: Vec<u8> = (0..10_000).map(|_| chance.draws()).collect();
        let sum: u32 = drawn.iter().map(|times| u32::from(*times)).sum();
        assert!((9_700..10_300).contains(&sum), "{sum}");
        let mut again = Chance::default();
        assert!(drawn.iter().all(|times| again.draws() == *times));
        assert!((0..1000).all(|_| chance.below(3) < 3));
    }
}
