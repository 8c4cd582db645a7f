//! Code pages of Windows and character sets of fonts, as RTF numbers them.

use encoding_rs::Encoding;

/// The encoding of a code page of Windows.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        65001 => "utf-8".to_owned(),
        10000 => "macintosh".to_owned(),
        850 | 437 => "windows-1252".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a character set of fonts (RTF 1.9.1, "Font Table").
pub(super) fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_encodings() {
        let cases =
            [(1252, Some("windows-1252")), (932, Some("Shift_JIS")), (65001, Some("UTF-8")), (1, None), (-5, None)];
        for (number, name) in cases {
            assert_eq!(code_page(number).map(Encoding::name), name, "{number}");
        }
        assert_eq!(charset(238).map(Encoding::name), Some("windows-1250"));
        assert_eq!(charset(2), None);
    }
}
