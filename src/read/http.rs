//! HTTP messages as crawlers store them: header fields, and a body that may be chunked or packed, or no longer is.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

use crate::read::{LARGEST_PAGE, sniff};

/// Header fields in their order, of HTTP (RFC 9112) and of WARC (ISO 28500), which takes its form from it.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields of a head, whose first line is none; folded lines are joined, what is no field is passed over.
    pub(super) fn of(head: &[u8]) -> Self {
        let text = String::from_utf8_lossy(head);
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines().skip(1) {
            match (line.split_once(':'), fields.last_mut()) {
                (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (Some((name, value)), _) => fields.push((name.trim().to_owned(), value.trim().to_owned())),
                (None, _) => {}
            }
        }
        Self(fields)
    }

    /// The first value of a name, in any case; `None` when it is empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// `text/html` of `Text/HTML; charset=utf-8`; empty when it is not declared.
    pub(super) fn media(&self) -> String {
        let declared = self.get("Content-Type").unwrap_or_default();
        declared.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The encoding that `Content-Type` declares.
    pub(super) fn charset(&self) -> Option<&'static Encoding> {
        let declared = self.get("Content-Type")?.to_ascii_lowercase();
        let label = declared.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
        Encoding::for_label(label.split([';', ',', '"', '\'', ' ']).next()?.as_bytes())
    }
}

/// The length of a head with the blank line that ends it.
pub(super) fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').find_map(|(at, _)| match bytes.get(at + 1..)? {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

/// The status in the first line of a response: `HTTP/1.1 200 OK`.
pub(super) fn status(bytes: &[u8]) -> Option<u16> {
    let line = bytes.strip_prefix(b"HTTP/")?.split(|byte| *byte == b'\n').next()?;
    let mut words = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).skip(1);
    std::str::from_utf8(words.next()?).ok()?.trim().parse().ok()
}

/// The body as the reader of a browser gets it. Crawlers often store it unpacked and leave the fields as they were, so
/// the bytes decide wherever they can.
///
/// # Errors
/// Why it cannot be unpacked.
pub(super) fn body<'a>(fields: &Fields, stored: &'a [u8]) -> Result<Cow<'a, [u8]>, String> {
    let declared = |name| fields.get(name).unwrap_or_default().to_ascii_lowercase();
    let whole = match declared("Transfer-Encoding").contains("chunked").then(|| unchunked(stored)).flatten() {
        Some(joined) => Cow::Owned(joined),
        None => Cow::Borrowed(stored),
    };
    let coding = declared("Content-Encoding");
    Ok(match unpacked(&whole, coding.trim())? {
        Some(body) => Cow::Owned(body),
        None => whole,
    })
}

/// Hexadecimal digits of the largest chunk that is believed: 4 GiB.
const SIZE_DIGITS: usize = 8;

/// The chunks joined (RFC 9112, 7.1); `None` when the body does not begin as one. What a crawler cut off is missing.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut rest = body;
    let mut first = true;
    while let Some((size, after)) = chunk_size(rest) {
        let Some((chunk, behind)) = after.split_at_checked(size) else {
            joined.extend_from_slice(after);
            return Some(joined);
        };
        if size == 0 {
            return Some(joined);
        }
        let ends = behind.is_empty() || behind.starts_with(b"\r\n") || behind.starts_with(b"\n");
        if first && !ends {
            return None;
        }
        joined.extend_from_slice(chunk);
        rest = behind.strip_prefix(b"\r").unwrap_or(behind);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        first = false;
    }
    (!first).then_some(joined)
}

/// `1a3f;name=value` and its line end.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let size = std::str::from_utf8(&bytes[..digits]).ok().filter(|size| (1..=SIZE_DIGITS).contains(&size.len()))?;
    let rest = &bytes[digits..];
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let extension = rest[..end].trim_ascii();
    let is_line = extension.is_empty() || extension.starts_with(b";");
    Some((usize::from_str_radix(size, 16).ok()?, &rest[end + 1..])).filter(|_| is_line)
}

/// Bytes that tell whether a body is text.
const TELLING: usize = 4096;

/// The body unpacked; `None` when it is not packed.
fn unpacked(body: &[u8], coding: &str) -> Result<Option<Vec<u8>>, String> {
    let is_packed = || sniff::is_binary(&body[..body.len().min(TELLING)]);
    let reader: Box<dyn Read + '_> = match body {
        [0x1f, 0x8b, ..] => Box::new(GzDecoder::new(body)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(zstd::Decoder::with_buffer(body).map_err(|error| broken(&error))?),
        [first, second, ..] if coding == "deflate" && is_zlib(*first, *second) => Box::new(ZlibDecoder::new(body)),
        _ if coding == "deflate" && is_packed() => Box::new(DeflateDecoder::new(body)),
        _ if coding == "br" && is_packed() => {
            return Err("packed with brotli ('br'), which is not read (let the crawler ask for gzip)".to_owned());
        }
        _ => return Ok(None),
    };
    let mut out = Vec::new();
    reader.take(LARGEST_PAGE as u64 + 1).read_to_end(&mut out).map_err(|error| broken(&error))?;
    if out.len() > LARGEST_PAGE {
        return Err(format!("too large for one page (over {} MiB unpacked)", LARGEST_PAGE >> 20));
    }
    Ok(Some(out))
}

fn broken(error: &std::io::Error) -> String {
    format!("its packed body is broken: {error}")
}

/// RFC 1950, 2.2: the method is deflate, and both bytes as one number are a multiple of 31.
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    const PAGE: &str = "<html><p>The ferry came home before the storm.</p></html>";

    fn fields(text: &str) -> Fields {
        Fields::of(format!("HTTP/1.1 200 OK\r\n{text}\r\n\r\n").as_bytes())
    }

    #[test]
    fn fields_are_read_leniently() {
        let fields =
            fields("content-type:  Text/HTML;\r\n charset=\"ISO-8859-2\"\r\nno field\nX-Empty:\r\nX-Two: a\nX-Two: b");
        assert_eq!(fields.media(), "text/html");
        assert_eq!(fields.charset(), Some(encoding_rs::ISO_8859_2));
        assert_eq!((fields.get("x-empty"), fields.get("X-TWO"), fields.get("x")), (None, Some("a"), None));
        for (head, length) in
            [("a\r\n\r\nb", Some(5)), ("a\n\nb", Some(3)), ("a\n\r\n", Some(4)), ("a\r\n", None), ("", None)]
        {
            assert_eq!(head_length(head.as_bytes()), length, "{head:?}");
        }
        for (line, code) in
            [("HTTP/1.1 200 OK\r\n", Some(200)), ("HTTP/2  404\r\n", Some(404)), ("HTTP/1.1", None), ("<p>", None)]
        {
            assert_eq!(status(line.as_bytes()), code, "{line:?}");
        }
    }

    #[test]
    fn chunks_are_joined_where_they_are() {
        let cases = [
            ("5\r\n<html\r\n1;x=y\r\n>\r\n0\r\n\r\n", "<html>"),
            ("0005\n<html\n0\n", "<html"),
            ("6\r\n<htm", "<htm"),
            ("5\r\n<html\r\nnonsense", "<html"),
            // left as it is
            (PAGE, PAGE),
            ("2025\nwas a year", "was a year"),
            ("20 boats\n", "20 boats\n"),
            ("2\r\n<html>", "2\r\n<html>"),
            ("", ""),
        ];
        for (stored, expected) in cases {
            let body = body(&fields("Transfer-Encoding: Chunked"), stored.as_bytes()).unwrap();
            assert_eq!(String::from_utf8_lossy(&body), expected, "{stored:?}");
        }
        assert_eq!(&*body(&fields("X: y"), b"5\r\n<html\r\n").unwrap(), b"5\r\n<html\r\n");
    }

    #[test]
    fn the_bytes_say_whether_a_body_is_packed() {
        let (mut gzip, mut zlib, mut raw) = (
            GzEncoder::new(Vec::new(), Compression::default()),
            ZlibEncoder::new(Vec::new(), Compression::default()),
            DeflateEncoder::new(Vec::new(), Compression::default()),
        );
        gzip.write_all(PAGE.as_bytes()).unwrap();
        zlib.write_all(PAGE.as_bytes()).unwrap();
        raw.write_all(PAGE.as_bytes()).unwrap();
        let (gzip, zlib, raw) = (gzip.finish().unwrap(), zlib.finish().unwrap(), raw.finish().unwrap());
        let zstd = zstd::encode_all(PAGE.as_bytes(), 0).unwrap();
        let cases: [(&str, &[u8]); 9] = [
            ("gzip", &gzip),
            ("", &gzip),
            ("deflate", &zlib),
            ("deflate", &raw),
            ("zstd", &zstd),
            ("gzip", PAGE.as_bytes()),
            ("deflate", PAGE.as_bytes()),
            ("br", PAGE.as_bytes()),
            ("", PAGE.as_bytes()),
        ];
        for (coding, stored) in cases {
            let body = body(&fields(&format!("Content-Encoding: {coding}")), stored).unwrap();
            assert_eq!(String::from_utf8_lossy(&body), PAGE, "{coding}");
        }
        let error =
            |coding: &str, stored: &[u8]| body(&fields(&format!("Content-Encoding: {coding}")), stored).unwrap_err();
        assert!(error("br", &[0x1b, 3, 0, 0xf8, 1, 2, 0]).starts_with("packed with brotli ('br')"));
        assert!(error("gzip", &gzip[..gzip.len() / 2]).starts_with("its packed body is broken"));
    }

    #[test]
    fn a_body_that_unpacks_without_end_is_refused() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
        bomb.write_all(&vec![b' '; LARGEST_PAGE + 1]).unwrap();
        let reason = body(&Fields::default(), &bomb.finish().unwrap()).unwrap_err();
        assert_eq!(reason, "too large for one page (over 8 MiB unpacked)");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), coding in "gzip|br|deflate|") {
            let head = format!("Transfer-Encoding: chunked\r\nContent-Encoding: {coding}");
            let _ = (head_length(&bytes), status(&bytes), Fields::of(&bytes).charset(), body(&fields(&head), &bytes));
        }

        #[test]
        fn nor_do_texts_like_chunks(text in "([0-9a-f]{0,9}(;a)?\r?\n[a-c]{0,6}\r?\n){0,4}") {
            let _ = body(&fields("Transfer-Encoding: chunked"), text.as_bytes());
        }
    }
}
