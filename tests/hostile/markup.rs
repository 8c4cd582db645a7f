//! Pages, feeds and documents made to break what takes them apart.

use crate::hostile::good::{page, rss};
use crate::hostile::pack::docx;
use crate::hostile::{Kind, named};

pub(crate) fn kinds() -> Vec<Kind> {
    let kind = |name, ending, times, make| Kind { name, ending, times, make };
    vec![
        kind("deep-page", ".html", 2, |dice| {
            named(page("Deep", &"<div>".repeat(dice.within(5_000, 20_000))), "nested too deeply")
        }),
        kind("deep-bold", ".html", 2, |dice| {
            named(page("Bold", &"<b>".repeat(dice.within(50_000, 100_000))), "nested too deeply")
        }),
        kind("attributes", ".html", 2, |dice| {
            let many: String = (0..dice.within(30_000, 60_000)).map(|n| format!(" a{n}=1")).collect();
            named(page("Many", &format!("<p{many}>x</p>")), "too many attributes")
        }),
        kind("elements", ".html", 1, |dice| {
            named(page("Links", &"<a href=x>y</a>".repeat(dice.within(40_000, 50_000))), "too many elements")
        }),
        kind("open-formatting", ".html", 1, |dice| {
            let many: String =
                (0..dice.within(9_000, 12_000)).map(|n| format!("<div><font color=c{n}></div>")).collect();
            named(page("Fonts", &many), "formatting tags open")
        }),
        kind("page-without-text", ".html", 3, |dice| {
            named(format!("<html><script>{}</script></html>", "x=1;".repeat(dice.within(9, 9_000))), "no article text")
        }),
        kind("deep-feed", ".rss", 3, |dice| named(rss("Deep", &"<a>".repeat(dice.within(30_000, 90_000))), "")),
        kind("torn-feed", ".rss", 3, |dice| {
            let whole = rss("Torn", "The boat came in on Monday, its owner said to the harbour post.");
            named(&whole.as_bytes()[..whole.len() - dice.within(40, 60)], "the feed ends within an entry")
        }),
        kind("entities", ".rss", 3, |dice| {
            let entities: String = (1..dice.within(9, 15))
                .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
                .collect();
            let laughs = "<rss version=\"2.0\"><channel></channel></rss>";
            named(
                format!("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"lol\">{entities}]>{laughs}"),
                "no entries",
            )
        }),
        kind("outside-entity", ".nitf", 2, |_| {
            let doctype = "<!DOCTYPE nitf [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
            named(
                format!("<?xml version=\"1.0\"?>{doctype}<nitf><body><body.content></body.content></body></nitf>"),
                "",
            )
        }),
        kind("open-nitf", ".nitf", 3, |dice| {
            named(format!("<nitf><body><body.content>{}", "<p>".repeat(dice.within(300, 3_000))), "XML ends too early")
        }),
        kind("ends-of-nothing", ".nitf", 2, |dice| {
            let opens: String = (0..250).map(|n| format!("<a{n}>")).collect();
            named(format!("<nitf>{opens}{}", "</x>".repeat(dice.within(100_000, 200_000))), "XML ends too early")
        }),
        kind("deep-rtf", ".rtf", 3, |dice| named(format!("{{\\rtf1 {}", "{".repeat(dice.within(9_000, 90_000))), "")),
        kind("torn-word", ".docx", 3, |dice| {
            let whole = docx("<w:p><w:r><w:t>The boat came in.</w:t></w:r></w:p>");
            named(&whole[..whole.len() - dice.within(5, 90)], "broken Word file")
        }),
        kind("word-of-nothing", ".docx", 2, |dice| named(docx(&"<w:p>".repeat(dice.within(20, 20_000))), "")),
    ]
}
