//! The metadata of a page: JSON-LD first, then `og:`, `article:` and other `<meta>` tags, then the visible tags.

use crate::article::{Date, Metadata};
use crate::read::fields;
use crate::read::html::body;
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

/// What the page declares, in JSON-LD and in its tags.
pub(super) fn of(tags: &Tags, linked: Metadata) -> Metadata {
    let source = linked.source.clone().or_else(|| outlet(tags));
    let url = linked.url.clone();
    let outlets: Vec<&str> = source.as_deref().into_iter().chain(tags.meta(&["og:site_name"])).collect();
    let seen = of_tags(tags);
    // an outlet stands for itself only where nobody signed
    let signed = |names: &[String]| -> Vec<String> {
        names.iter().filter(|name| !is_outlet(name, &outlets, url.as_deref())).cloned().collect()
    };
    let people = [signed(&linked.authors), signed(&seen.authors)].into_iter().find(|names| !names.is_empty());
    let mut meta = prefer(linked, seen);
    meta.title = title(tags, meta.title.take(), &outlets);
    meta.authors = people.unwrap_or(meta.authors);
    meta.source = source;
    meta
}

/// Whether an outlet signed with its own name or address.
fn is_outlet(name: &str, outlets: &[&str], url: Option<&str>) -> bool {
    let letters = body::letters(name);
    let host = url.and_then(|url| url.split('/').nth(2)).unwrap_or_default();
    outlets.iter().any(|outlet| body::letters(outlet) == letters)
        || name.contains("www.")
        || (name.contains('.') && !name.contains(' ') && host.ends_with(&name.to_lowercase()))
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

/// The declared headline, else `<title>`; what the outlet put behind it goes: its name, or all that the visible headline
/// lacks.
fn title(tags: &Tags, declared: Option<String>, outlets: &[&str]) -> Option<String> {
    let title = declared.or_else(|| tags.title.clone()).map(|title| fields::one_line(&title));
    let title = title.filter(|title| !title.is_empty())?;
    let behind = |heading: &&String| {
        let rest = title.strip_prefix(heading.as_str()).unwrap_or_default();
        MARKS.iter().any(|mark| rest.starts_with(mark))
    };
    if let Some(heading) = tags.headings.iter().find(behind) {
        return Some(heading.clone());
    }
    Some(outlets.iter().find_map(|outlet| without_outlet(&title, outlet)).unwrap_or(title))
}

/// What stands between a headline and an outlet's name.
const MARKS: &[&str] = &[" | ", " - ", " – ", " — ", " · ", " :: "];

/// `Boats return | Harbour Post` without the outlet, if that is what stands there.
fn without_outlet(title: &str, outlet: &str) -> Option<String> {
    MARKS.iter().find_map(|mark| {
        let (head, tail) = title.rsplit_once(mark)?;
        (tail.trim().to_lowercase() == outlet.trim().to_lowercase() && !head.trim().is_empty())
            .then(|| head.trim().to_owned())
    })
}
