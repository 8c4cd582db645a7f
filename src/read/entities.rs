//! Character references of SGML: by number, by the names of ISO 8879 that old wire texts use.

use unicode_normalization::char::compose;

/// Names in lower case; those of capital letters are made by [`letter`].
const NAMES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("blank", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("hyph", "-"),
    ("dash", "-"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("hellip", "…"),
    ("mldr", "…"),
    ("bull", "•"),
    ("cir", "○"),
    ("middot", "·"),
    ("para", "¶"),
    ("sect", "§"),
    ("reg", "®"),
    ("copy", "©"),
    ("trade", "™"),
    ("deg", "°"),
    ("times", "×"),
    ("plusmn", "±"),
    ("frac12", "½"),
    ("frac14", "¼"),
    ("frac34", "¾"),
    ("micro", "µ"),
    ("cent", "¢"),
    ("pound", "£"),
    ("yen", "¥"),
    ("euro", "€"),
    ("dollar", "$"),
    ("percnt", "%"),
    ("num", "#"),
    ("ast", "*"),
    ("plus", "+"),
    ("equals", "="),
    ("lsqb", "["),
    ("rsqb", "]"),
    ("lpar", "("),
    ("rpar", ")"),
    ("lowbar", "_"),
    ("sol", "/"),
    ("szlig", "ß"),
    ("iexcl", "¡"),
    ("iquest", "¿"),
];

/// Letters that are no letter with an accent; here the case counts.
const LETTERS: &[(&str, &str)] =
    &[("oslash", "ø"), ("Oslash", "Ø"), ("aelig", "æ"), ("AElig", "Æ"), ("eth", "ð"), ("thorn", "þ"), ("lstrok", "ł")];

/// What follows a letter in a name, and the accent as a combining sign.
const ACCENTS: &[(&str, char)] = &[
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circ", '\u{302}'),
    ("uml", '\u{308}'),
    ("tilde", '\u{303}'),
    ("cedil", '\u{327}'),
    ("ring", '\u{30a}'),
    ("caron", '\u{30c}'),
    ("macr", '\u{304}'),
    ("breve", '\u{306}'),
    ("ogon", '\u{328}'),
];

/// Bytes of the longest reference.
const LONGEST: usize = 12;

/// The text with its references replaced, control characters by spaces. What is no reference stays.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, one(&rest[..end])?))) {
            Some((end, sign)) => {
                out.push_str(&sign);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    let foreign = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if out.contains(foreign) { out.replace(foreign, " ") } else { out }
}

/// What `name` stands for, without `&` and `;`.
fn one(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?).map(String::from);
    }
    let known = LETTERS.iter().find(|(known, _)| *known == name);
    let known = known.or_else(|| NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
    known.map(|(_, sign)| (*sign).to_owned()).or_else(|| letter(name).map(String::from))
}

/// `é` of `eacute`, `É` of `Eacute`.
fn letter(name: &str) -> Option<char> {
    let base = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let (_, accent) = ACCENTS.iter().find(|(accent, _)| *accent == &name[1..])?;
    compose(base, *accent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_become_signs_and_the_rest_stays() {
        let cases = [
            ("Holm &amp; Sund &AMP; Co", "Holm & Sund & Co"),
            ("a&hyph;b &para; &#167;5 &#x41;", "a-b ¶ §5 A"),
            ("Caf&eacute; &Eacute;douard &uuml;ber &Oslash;re &scaron;", "Café Édouard über Øre š"),
            ("AT&T; R&D & more &nothing; &", "AT&T; R&D & more &nothing; &"),
            ("end&#3;\u{2} &#1114112;", "end   &#1114112;"),
            ("&é; &#; &;", "&é; &#; &;"),
        ];
        for (text, expected) in cases {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let names: Vec<&str> = NAMES.iter().chain(LETTERS).map(|(name, _)| *name).collect();
        assert!(names.iter().enumerate().all(|(at, name)| !names[at + 1..].contains(name)));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "([&;#xé]|amp|acute|[0-9]){0,30}") {
            decoded(&text);
        }
    }
}
