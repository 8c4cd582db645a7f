//! Pages of our own making, from whole ones to broken ones.

use std::time::{Duration, Instant};

use crate::read::html::*;

/// A page with an article long enough to be found; `head` and `top` go where they belong.
fn page(head: &str, top: &str) -> String {
    let paragraphs: String = (1..=8)
        .map(|n| {
            format!(
                "<p>On day {n} of the season the boats of the northern fleet came back to the old harbour, and the women \
                 at the market counted {n}00 crates of herring, cod and mackerel before the bells rang.</p>\n"
            )
        })
        .collect();
    format!(
        "<!doctype html><html lang=\"en-GB\"><head>{head}</head><body><nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a></ul></nav>\
         <article>{top}{paragraphs}<h2>What comes next</h2><p>The council meets on Monday to talk about the price of ice.</p></article>\
         <footer><p>Imprint and contact</p></footer></body></html>"
    )
}

#[test]
fn the_article_and_nothing_else_is_the_text() {
    let raw = parse(&page("<title>Boats return</title>", "<h1>Boats return</h1>")).unwrap();
    assert_eq!(raw.meta.title.as_deref(), Some("Boats return"));
    assert!(raw.text.starts_with("On day 1"), "{}", raw.text);
    assert!(raw.text.contains("\nWhat comes next\nThe council"), "{}", raw.text);
    for other in ["Sport", "Imprint", "Boats return"] {
        assert!(!raw.text.contains(other), "{other}: {}", raw.text);
    }
}

#[test]
fn json_ld_comes_before_tags_and_tags_before_what_is_seen() {
    let head = r##"<title>Seen | Harbour Post</title><meta property="og:title" content="Tagged"><meta property="og:site_name" content="Tagged Post">
        <meta name="author" content="Tag Author"><meta property="article:published_time" content="2024-01-02T03:04:05Z">
        <link rel="canonical" href="https://example.org/canonical"><meta property="article:section" content="Sea">
        <script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"no"},
        {"@type":["NewsArticle"],"headline":"Linked &amp; found","datePublished":"2025-10-28T09:14:00+09:00",
         "author":[{"@type":"Person","name":"Ann Lee"},{"@id":"#bo"}],"publisher":{"@id":"#post"},"keywords":"fish, ice"},
        {"@id":"#bo","@type":"Person","name":"Bo Ek"},{"@id":"#post","@type":"Organization","name":"Harbour Post"}]}</script>"##;
    let meta = parse(&page(head, "")).unwrap().meta;
    assert_eq!(meta.title.as_deref(), Some("Linked & found"));
    assert_eq!(meta.date.unwrap().iso(), "2025-10-28T09:14+09:00");
    assert_eq!(meta.authors, ["Ann Lee", "Bo Ek"]);
    assert_eq!(meta.source.as_deref(), Some("Harbour Post"));
    assert_eq!(meta.url.as_deref(), Some("https://example.org/canonical"));
    assert_eq!(meta.lang.as_deref(), Some("en"));
    assert_eq!(meta.section.as_deref(), Some("Sea"));
    assert_eq!(meta.keywords, ["fish", "ice"]);
}

#[test]
fn tags_alone_are_enough() {
    let head = r#"<title>Boats return - Harbour Post</title><meta property="og:site_name" content="Harbour Post"><meta name="author" content="By Ann Lee">"#;
    let meta = parse(&page(head, "<h1>Boats</h1><time datetime='2025-10-28'>today</time>")).unwrap().meta;
    assert_eq!(meta.title.as_deref(), Some("Boats return"));
    assert_eq!(meta.date.unwrap().iso(), "2025-10-28");
    assert_eq!(meta.authors, ["Ann Lee"]);
    assert_eq!(meta.source.as_deref(), Some("Harbour Post"));
}

#[test]
fn an_outlet_is_cut_from_a_title_only_when_it_stands_there() {
    let title = |title: &str| {
        let head = format!("<title>{title}</title><meta property='og:site_name' content='Harbour Post'>");
        parse(&page(&head, "")).unwrap().meta.title.unwrap_or_default()
    };
    assert_eq!(title("Boats | Harbour Post"), "Boats");
    assert_eq!(title("Boats - and nets"), "Boats - and nets");
    assert_eq!(title("Harbour Post"), "Harbour Post");
}

#[test]
fn a_page_without_an_article_is_bad() {
    for page in ["<html><body></body></html>", "<!doctype html><title>x</title><script>var a = 1</script>"] {
        assert_eq!(parse(page).unwrap_err(), body::NO_TEXT);
    }
}

#[test]
fn hostile_pages_take_less_than_their_time() {
    let within = |n: usize, tag: &str| page("", &tag.repeat(n));
    let json = format!("<script type='application/ld+json'>{}</script>", "[".repeat(100_000));
    let body = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"x","articleBody":"{}"}}</script>"#,
        "<b>".repeat(9000)
    );
    let pages = [
        within(10_000, "<div>"),
        within(100_000, "<b>"),
        (0..20_000).map(|n| format!("<font color=c{n}>")).collect(),
        within(240, "<div>"),
        within(100_000, "</p>"),
        within(50_000, "<"),
        within(100_000, "&#x26;"),
        page(&json, ""),
        page(&body, ""),
    ];
    for page in pages {
        let start = Instant::now();
        let _ = parse(&page);
        // generous, because tests run unoptimised beside each other
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}: {}", start.elapsed(), &page[..60]);
    }
}

#[test]
fn marked_up_fragments_are_told_from_prose() {
    assert!(is_fragment(" <p>One</p>"));
    assert!(is_fragment("<DIV class=x>One</DIV>"));
    for prose in ["One <b>two</b>", "<Harbour> is open </", "<p without end", "< p>x</p>"] {
        assert!(!is_fragment(prose), "{prose}");
    }
    assert_eq!(text("<p>One<br>two</p><script>x</script>").as_deref(), Ok("One\ntwo\n"));
}

#[test]
fn what_is_too_long_for_a_headline_or_a_byline_is_none() {
    let long = "herring and ".repeat(2000);
    let linked =
        format!(r#"{{"@type":"NewsArticle","headline":"{long}","author":"{long}","url":"https://x.example/{long}"}}"#);
    let head = format!(
        "<title>{long}</title><meta property='og:title' content='{long}'><meta name=author content='{long}'>\
         <meta property='og:site_name' content='{long}'><link rel=canonical href='https://x.example/{long}'>\
         <script type='application/ld+json'>{linked}</script>"
    );
    let meta = parse(&page(&head, "<h1>Boats return</h1>")).unwrap().meta;
    assert!(format!("{meta:?}").len() < 1000, "{meta:?}");
}

#[test]
fn json_that_is_too_much_is_left_out_and_the_page_is_read() {
    let script = |words: usize| {
        let json =
            format!(r#"{{"@type":"NewsArticle","headline":"Linked","keywords":"{}"}}"#, "herring ".repeat(words));
        page(&format!("<title>Seen</title><script type='Application/LD+JSON; charset=utf-8'>{json}</script>"), "")
    };
    assert_eq!(parse(&script(1000)).unwrap().meta.title.as_deref(), Some("Linked"));
    assert_eq!(parse(&script(200_000)).unwrap().meta.title.as_deref(), Some("Seen"));
    let mut document = Document::parse(&format!("<div data-preloaded='{}'>x</div>", "[".repeat(2 << 20)));
    json_ld::bound(&mut document);
    let node = document.get_elements_by_tag_name(document.root(), "div")[0];
    assert_eq!(document.get_attribute(node, "data-preloaded"), None);
}
