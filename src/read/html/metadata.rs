//! The metadata of a page: JSON-LD first, then `og:`, `article:` and other `<meta>` tags, then the visible tags.

use trafilatura::dom::Document;

use crate::article::{Date, Metadata};
use crate::read::fields;
use crate::read::html::json_ld;
use crate::read::html::prefer;
use crate::read::html::tags::Tags;
use crate::read::people;

/// `<meta>` tags with the day of publication, the most reliable first.
const DATES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "parsely-pub-date",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "dcterms.issued",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "publishdate",
    "published-date",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "citation_publication_date",
    "citation_date",
    "last-modified",
];

/// `<meta>` tags with names of authors; `article:author` often holds an address.
const AUTHORS: &[&str] = &[
    "author",
    "parsely-author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "sailthru.author",
    "cxenseparse:author",
    "article:author_name",
    "og:author",
    "citation_author",
];

/// What the page declares.
pub(super) fn of(page: &Document) -> Metadata {
    let tags = Tags::of(page);
    let linked = json_ld::metadata(&tags.json_ld);
    let source = linked.source.clone().or_else(|| outlet(&tags));
    let mut meta = prefer(linked, of_tags(&tags));
    meta.source = source;
    meta.title = title(&tags, meta.title.take(), meta.source.as_deref());
    meta
}

fn outlet(tags: &Tags) -> Option<String> {
    let names = ["og:site_name", "application-name", "dc.publisher", "publisher", "citation_journal_title"];
    tags.meta(&names).filter(|name| !name.starts_with("http")).map(str::to_owned)
}

fn of_tags(tags: &Tags) -> Metadata {
    let declared = DATES.iter().flat_map(|name| tags.metas_of(name)).chain(tags.items_of("datepublished"));
    let mut dates = declared.chain(tags.times.iter().map(String::as_str));
    let url = tags.canonical.as_deref().into_iter().chain(tags.meta(&["og:url"]));
    Metadata {
        title: tags.meta(&["og:title", "twitter:title", "title", "dc.title"]).map(str::to_owned),
        date: dates.find_map(Date::parse),
        authors: authors(tags),
        source: None,
        credit: None,
        url: url.filter(|url| url.starts_with("http")).map(str::to_owned).next(),
        lang: tags
            .lang
            .as_deref()
            .or(tags.meta(&["og:locale", "language", "content-language"]))
            .and_then(fields::language),
        section: tags.meta(&["article:section", "section", "parsely-section"]).map(str::to_owned),
        keywords: match tags.metas_of("article:tag").map(str::to_owned).collect::<Vec<_>>() {
            none if none.is_empty() => fields::keywords(
                &tags.meta(&["news_keywords", "keywords"]).map(str::to_owned).into_iter().collect::<Vec<_>>(),
            ),
            many => fields::keywords(&many),
        },
    }
}

/// The first tag with a name in it.
fn authors(tags: &Tags) -> Vec<String> {
    let meta = AUTHORS.iter().map(|name| people::names(tags.metas_of(name)));
    let visible = [people::names(tags.items_of("author")), people::names(tags.authors.iter().map(String::as_str))];
    meta.chain(visible).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The declared headline, else `<title>`; the outlet's name at its end goes.
fn title(tags: &Tags, declared: Option<String>, source: Option<&str>) -> Option<String> {
    let title = declared
        .or_else(|| tags.title.clone())
        .map(|title| fields::one_line(&title))
        .filter(|title| !title.is_empty())?;
    let outlets = [source, tags.meta(&["og:site_name"])];
    Some(outlets.into_iter().flatten().find_map(|outlet| without_outlet(&title, outlet)).unwrap_or(title))
}

/// `Boats return | Harbour Post` without the outlet, if that is what stands there.
fn without_outlet(title: &str, outlet: &str) -> Option<String> {
    [" | ", " - ", " – ", " — ", " · ", " :: "].iter().find_map(|mark| {
        let (head, tail) = title.rsplit_once(mark)?;
        (tail.trim().to_lowercase() == outlet.trim().to_lowercase() && !head.trim().is_empty())
            .then(|| head.trim().to_owned())
    })
}
