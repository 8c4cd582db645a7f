//! A gzip file member after member, as web archives are: a damaged one costs itself and not what follows.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// How a member begins: the magic number, and deflate, the only method there is (RFC 1952, 2.3.1).
const BEGINS: &[u8] = &[0x1f, 0x8b, 8];

/// The members of a gzip file as one stream. After a damaged member the stream goes on with the next one that begins
/// anywhere behind, and the damage is told at the end.
pub(super) struct Members<R> {
    member: Option<GzDecoder<R>>,
    damage: Option<io::Error>,
}

impl<R: BufRead> Members<R> {
    pub(super) fn of(input: R) -> Self {
        Self { member: Some(GzDecoder::new(input)), damage: None }
    }

    /// Goes on behind a member that ended, or broke.
    fn next(&mut self, damage: Option<io::Error>) -> io::Result<()> {
        let Some(member) = self.member.take() else { return Ok(()) };
        let mut input = member.into_inner();
        if damage.is_some() {
            self.damage = self.damage.take().or(damage);
        }
        // padding and whatever else follows the last member is passed over, as gzip does
        if find(&mut input)? {
            self.member = Some(GzDecoder::new(input));
        }
        Ok(())
    }
}

/// Passes over bytes up to the next member.
fn find(input: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let at = bytes.windows(BEGINS.len()).position(|window| window == BEGINS);
        let passed = at.unwrap_or(bytes.len());
        input.consume(passed);
        if at.is_some() {
            return Ok(true);
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(member) = &mut self.member else { return self.damage.take().map_or(Ok(0), Err) };
            match member.read(buffer) {
                Ok(0) => self.next(None)?,
                Err(error) if error.kind() != io::ErrorKind::Interrupted => self.next(Some(error))?,
                read => return read,
            }
        }
    }
}
