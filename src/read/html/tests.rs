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

fn meta(head: &str, top: &str) -> Metadata {
    parse(&page(head, top)).unwrap().meta
}

#[test]
fn who_signed_below_the_headline_is_the_author_where_nobody_is_declared() {
    let authors = |top: &str| meta("<meta property='og:site_name' content='Harbour Post'>", top).authors;
    let shown = |top: &str| byline::shown(&Document::parse(&page("", top))).authors;
    let cases: [(&str, &[&str]); 7] = [
        ("<h1>Boats</h1><div class='articleAuthors'><span>by</span> <b>Ann Lee</b></div>", &["Ann Lee"]),
        ("<h1>Boats</h1><p class=byline>Von Jo Maier, Bergen, und Ute Roth</p>", &["Jo Maier", "Ute Roth"]),
        ("<h1>Boats</h1><p>by <a href='/authors/ann-lee'>Ann Lee</a></p>", &["Ann Lee"]),
        ("<h1>Boats</h1><span class=author>Ann Lee</span><span class=author>Bo Ek</span>", &["Ann Lee", "Bo Ek"]),
        ("<h1>Boats</h1><p>Von Jo Maier</p>", &["Jo Maier"]),
        ("<header><p class=byline>Ann Lee</p><h1>Boats</h1></header>", &["Ann Lee"]),
        ("<h1>Boats</h1><p class=byline><a>Ann Leeman</a><a>Follow</a></p>", &["Ann Leeman"]),
    ];
    for (top, people) in cases {
        assert_eq!(authors(top), people, "{top}");
    }
    // not those of other articles, of readers, of quotations, of the house
    for top in [
        "<h1>Boats</h1><div class=teaser><i class=author>Ann Lee</i></div>",
        "<h1>Boats</h1><div class=comment-author>Ann Lee</div>",
        "<h1>Boats</h1><blockquote><p class=author>Ann Lee</p></blockquote>",
        "<h1>Boats</h1><p class=author>Political Editor</p>",
        "<h1>Boats</h1><p>by the old harbour</p>",
    ] {
        assert!(shown(top).is_empty(), "{top}");
    }
    let far = format!("<h1>Boats</h1><p>{}</p><p class=author>Ann Lee</p>", "The boats are back. ".repeat(200));
    assert!(shown(&far).is_empty());
}

#[test]
fn an_outlet_gives_way_to_who_signed() {
    let org = |name: &str| {
        format!(
            "<link rel=canonical href='https://www.harbourpost.example/boats'><script type='application/ld+json'>\
             {{\"@type\":\"NewsArticle\",\"headline\":\"Boats\",\"author\":{{\"@type\":\"Organization\",\"name\":\"{name}\"}}}}</script>"
        )
    };
    let top = "<h1>Boats</h1><p class=byline>Ann Lee</p>";
    assert_eq!(meta(&org("Harbour Post"), top).authors, ["Ann Lee"]);
    assert_eq!(meta(&org("harbourpost.example"), top).authors, ["Ann Lee"]);
    assert_eq!(meta(&org("Harbour Post"), "<h1>Boats</h1>").authors, ["Harbour Post"]);
    assert_eq!(meta(&org("Fleet Agency"), top).authors, ["Fleet Agency"]);
}

#[test]
fn a_day_below_the_headline_counts_where_none_is_declared() {
    let found = |below: &str| {
        let page = Document::parse(&page("", &format!("<h1>Boats</h1>{below}")));
        byline::shown(&page).date.map(|date| date.iso())
    };
    assert_eq!(
        meta("", "<h1>Boats</h1><p class=date>28. Oktober 2025").date.map(|date| date.iso()).as_deref(),
        Some("2025-10-28")
    );
    assert_eq!(found("<p class='post-date'>Published: 28 October 2025</p>").as_deref(), Some("2025-10-28"));
    assert_eq!(found("<p class=byline>Ann Lee / Oct 28, 2025, 09:14</p>").as_deref(), Some("2025-10-28T09:14"));
    assert_eq!(
        found("<p class=datum>2025年10月28日 9時14分 (10月28日 10時更新)</p>").as_deref(),
        Some("2025-10-28T09:14")
    );
    assert_eq!(found("<div class=related><p class=date>28 October 2025</p></div>"), None);
    assert_eq!(found("<p class=date>October 2025</p>"), None);
}

#[test]
fn an_outlet_goes_however_it_is_joined() {
    let title = |title: &str, top: &str| {
        let head = format!("<title>{title}</title><link rel=canonical href='https://www.harbourpost.co.uk/boats'>");
        meta(&head, top).title.unwrap_or_default()
    };
    for joined in [" | ", "｜", " * ", "：", " – "] {
        assert_eq!(title(&format!("Boats return{joined}Harbour Post"), ""), "Boats return");
    }
    assert_eq!(title("Boats return | harbourpost.co.uk", ""), "Boats return");
    assert_eq!(title("Boats return | Sea News", ""), "Boats return | Sea News");
    assert_eq!(title("'Boats' return | Sea | by Ann Lee", "<h1>‘Boats’ return</h1>"), "'Boats' return");
    assert_eq!(title("Boats return - and nets", "<h1>Boats return – and nets</h1>"), "Boats return - and nets");
    assert_eq!(title("Boats returned | Sea", "<h1>Boats return</h1>"), "Boats returned | Sea");
}

#[test]
fn tags_of_catalogues_begin_with_the_family_name() {
    let head = "<meta name=citation_author content='Lee, Ann'><meta name=citation_author content='Ek, Bo'>";
    assert_eq!(meta(head, "").authors, ["Ann Lee", "Bo Ek"]);
    assert_eq!(meta("<meta name=author content='Lee, Ann'>", "").authors, ["Lee, Ann"]);
}

#[test]
fn posts_of_social_networks_are_no_text() {
    let post = |class: &str| {
        format!("<blockquote class={class}><p>What a catch today, says the harbour master.</p></blockquote>")
    };
    let text = |class: &str| {
        parse(&page("", &format!("<h1>Boats</h1><p>The fleet is back in the old harbour.</p>{}", post(class))))
            .unwrap()
            .text
    };
    assert!(!text("twitter-tweet").contains("harbour master"));
    assert!(text("quote").contains("harbour master"));
}
