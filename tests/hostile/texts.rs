//! Files that are no text, or too much of it.

use crate::hostile::{Kind, named};

pub(crate) fn kinds() -> Vec<Kind> {
    let kind = |name, ending, times, make| Kind { name, ending, times, make };
    vec![
        kind("empty", ".txt", 3, |_| named("", "empty file")),
        kind("blank", ".txt", 3, |dice| named(" \n\t\r\n".repeat(dice.within(1, 50_000)), "empty file")),
        kind("noise", ".txt", 3, |dice| {
            let length = dice.within(100, 100_000);
            named([&b"\0"[..], &dice.noise(length)].concat(), "binary file")
        }),
        kind("noise-named-page", ".html", 2, |dice| {
            let length = dice.within(100, 100_000);
            named([&b"\x01\0"[..], &dice.noise(length)].concat(), "binary file")
        }),
        kind("nul", ".txt", 3, |dice| named(format!("The boat {}\0 came in.\n", dice.word()), "binary file")),
        kind("nul-late", ".txt", 2, |dice| {
            let text = "The boat came in on Monday.\n".repeat(dice.within(4_000, 9_000));
            named(text + "\0", "binary file")
        }),
        kind("text-of-20-mib", ".txt", 1, |_| named("herring ".repeat(20 << 17), "too large for one article")),
        kind("line-of-5-mib", ".txt", 1, |dice| named("x".repeat(5 << 20) + &dice.word(), "too long for one article")),
        kind("half-utf16", ".txt", 2, |dice| {
            // halves of pairs, one after the other
            let halves = [0x3d, 0xd8].repeat(dice.within(50, 500));
            named([&[0xff, 0xfe][..], &halves].concat(), "")
        }),
        kind("pdf-named-text", ".txt", 2, |_| named("%PDF-1.7\n%junk\n", "PDF is not read")),
    ]
}
