//! Changes to seeds, the same from every start: bits, bytes, pieces taken out, doubled, moved in from other seeds, numbers.

/// Pieces that parsers look at twice.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\n\n",
    b"\"",
    b"'",
    b"\\",
    b"<",
    b">",
    b"</",
    b"&#x0;",
    b"&amp;",
    b"<![CDATA[",
    b"-->",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\t",
    b"(",
    b")",
    b"*",
    b"-",
    b"\x1b[31m",
    b"%00",
    b"../",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"NaN",
    b"2025-02-30",
    b"0000-00-00",
    b" AND ",
    b" OR ",
    b" NOT ",
    b" w/5 ",
    b"title:",
    "\u{301}".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{feff}".as_bytes(),
    "İ".as_bytes(),
    "ß".as_bytes(),
    "ﬁ".as_bytes(),
    "東京".as_bytes(),
    "𝔘".as_bytes(),
    "🇯🇵".as_bytes(),
    "ᄀ".as_bytes(),
    "’s".as_bytes(),
    b"\xe2\x80",
    b"\xc3",
];

/// No input becomes longer than this by changing it, in bytes.
const LONGEST: usize = 16 << 10;

/// An endless row of changed seeds.
pub(crate) struct Mutator<'a> {
    seeds: &'a [Vec<u8>],
    state: u64,
}

impl<'a> Mutator<'a> {
    /// The same name, the same row.
    pub(crate) fn new(name: &str, seeds: &'a [Vec<u8>]) -> Self {
        let state = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self { seeds, state }
    }

    /// One seed with one to eight changes.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let mut input = self.seed().to_vec();
        for _ in 0..=self.below(8) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let (start, end) = self.range(input.len());
        match self.below(9) {
            0 if start < input.len() => input[start] ^= 1 << self.below(8),
            1 if start < input.len() => input[start] = self.below(256) as u8,
            2 => drop(input.drain(start..end)),
            3 => input.truncate(start),
            4 => {
                let doubled = input[start..end].repeat(1 + self.below(4));
                input.splice(start..start, doubled);
            }
            5 => {
                let other = self.seed();
                let (from, to) = self.range(other.len());
                input.splice(start..end, other[from..to].iter().copied());
            }
            6 => {
                let number =
                    [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, u64::from(u32::MAX), u64::MAX][self.below(9)];
                let width = [1, 2, 4, 8][self.below(4)].min(input.len() - start);
                input[start..start + width].copy_from_slice(&number.to_le_bytes()[..width]);
            }
            _ => {
                let piece = PIECES[self.below(PIECES.len())];
                input.splice(start..start, piece.iter().copied());
            }
        }
    }

    fn seed(&mut self) -> &'a [u8] {
        let seeds = self.seeds;
        seeds.get(self.below(seeds.len())).map_or(&[], Vec::as_slice)
    }

    /// A range of `len` bytes, mostly short.
    fn range(&mut self, len: usize) -> (usize, usize) {
        let start = self.below(len + 1);
        let most = if self.below(4) == 0 { len } else { len.min(16) };
        (start, (start + self.below(most + 1)).min(len))
    }

    /// A number below `end`, 0 where there is none: xorshift64*, Vigna, "An experimental exploration of Marsaglia's xorshift
    /// generators, scrambled" (2016).
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        number as usize % end.max(1)
    }
}

#[test]
fn the_same_name_gives_the_same_changes() {
    let seeds = [b"one seed of some length".to_vec(), b"another".to_vec()];
    let row = |name| {
        let mut mutator = Mutator::new(name, &seeds);
        (0..50).map(|_| mutator.next()).collect::<Vec<_>>()
    };
    assert_eq!(row("a"), row("a"));
    assert_ne!(row("a"), row("b"));
    assert!(row("a").iter().filter(|input| !seeds.contains(input)).count() > 40);
    assert_eq!(Mutator::new("a", &[]).seed(), b"");
}
