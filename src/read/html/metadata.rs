//! The metadata of a page: JSON-LD first, then `og:`, `article:` and other `<meta>` tags, then the visible tags.

use crate::article::{Date, Metadata};
use crate::read::fields;
use trafilatura::dom::Document;

use crate::read::html::byline::{self, Shown};
use crate::read::html::tags::Tags;
use crate::read::html::{body, prefer};
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
    "cxenseparse:publishtime",
    "rnews:datepublished",
    "citation_publication_date",
    "citation_date",
];

/// `<meta>` tags with names of authors, those of the article first, for `author` is often the same on all pages of an
/// outlet; `article:author` often holds an address.
const AUTHORS: &[&str] = &[
    "parsely-author",
    "article:author",
    "author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "sailthru.author",
    "cxenseparse:author",
    "article:author_name",
    "og:author",
    "citation_author",
    "articleauthor",
    "article_author",
    "article-author",
    "article:byline",
    "byline",
    "authors",
];

/// Of those, the ones of library catalogues, which begin with the family name.
const REVERSED: &[&str] = &["dc.creator", "dcterms.creator", "citation_author"];

/// What the page declares, in JSON-LD and in its tags, and what it shows below the headline where nobody is declared.
pub(super) fn of(page: &Document, tags: &Tags, linked: Metadata) -> Metadata {
    let source = linked.source.clone().or_else(|| outlet(tags));
    let seen = of_tags(tags);
    let host = linked.url.as_deref().or(seen.url.as_deref()).and_then(host);
    let outlets: Vec<&str> = source.as_deref().into_iter().chain(tags.meta(&["og:site_name"])).collect();
    // an outlet stands for itself only where nobody signed
    let signed = |names: &[String]| -> Vec<String> {
        names.iter().filter(|name| !is_outlet(name, &outlets, host.as_deref())).cloned().collect()
    };
    let mut people = [signed(&linked.authors), signed(&seen.authors)].into_iter().find(|names| !names.is_empty());
    let mut meta = prefer(linked, seen);
    if people.is_none() || meta.date.is_none() {
        let Shown { authors, date } = byline::shown(page);
        let label = host.as_deref().map(label).unwrap_or_default();
        let is_house = |name: &&String| name.split_whitespace().any(|word| body::letters(word) == label);
        let authors: Vec<String> = authors.iter().filter(|name| !is_house(name)).cloned().collect();
        people = people.or(Some(signed(&authors)).filter(|names| !names.is_empty()));
        meta.date = meta.date.or(date);
    }
    if people.is_none() {
        people = Some(signed(&tags_of_items(tags))).filter(|names| !names.is_empty());
    }
    meta.date = meta.date.or_else(|| tags.metas_of("last-modified").find_map(Date::parse));
    meta.title = title(tags, meta.title.take(), &outlets, host.as_deref());
    meta.authors = people.unwrap_or(meta.authors);
    meta.source = source;
    meta
}

/// `www.harbour-post.example` of an address.
fn host(url: &str) -> Option<String> {
    let host = url.split('/').nth(2)?.to_lowercase();
    Some(host.split(':').next().unwrap_or_default().to_owned()).filter(|host| host.contains('.'))
}

/// The letters of the part of a host's name that is the outlet's: of `www.harbour-post.co.uk`, `harbourpost`.
fn label(host: &str) -> String {
    let parts: Vec<&str> = host.split('.').filter(|part| *part != "www").collect();
    let ends = |count: usize| parts.len().checked_sub(count).and_then(|at| parts.get(at)).copied().unwrap_or_default();
    // below some countries stand classes of names, and then the names: co.uk, com.tr, or.jp
    let second = ends(2);
    let label = if parts.len() > 2 && second.len() <= 3 && ends(1).len() == 2 { ends(3) } else { second };
    body::letters(label)
}

/// Whether an outlet signed with its own name or address.
fn is_outlet(name: &str, outlets: &[&str], host: Option<&str>) -> bool {
    let letters = body::letters(name);
    let label = host.map(label).unwrap_or_default();
    outlets.iter().any(|outlet| body::letters(outlet) == letters)
        || name.contains("www.")
        || letters == label
        || (name.contains('.') && !name.contains(' ') && host.is_some_and(|host| host.ends_with(&name.to_lowercase())))
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

/// The first `<meta>` tag with a name in it.
fn authors(tags: &Tags) -> Vec<String> {
    let mut named = AUTHORS.iter().map(|tag| {
        let names = people::names(tags.metas_of(tag));
        if REVERSED.contains(tag) { names.iter().map(|name| people::turned(name)).collect() } else { names }
    });
    named.find(|names| !names.is_empty()).unwrap_or_default()
}

/// Who is named in elements that are declared to name an author, wherever they stand and whatever they are.
fn tags_of_items(tags: &Tags) -> Vec<String> {
    let visible = [people::names(tags.items_of("author")), people::names(tags.authors.iter().map(String::as_str))];
    visible.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// The declared headline, else `<title>`; what the outlet put behind it goes: its name, or all that the visible headline
/// lacks.
fn title(tags: &Tags, declared: Option<String>, outlets: &[&str], host: Option<&str>) -> Option<String> {
    let title = declared.or_else(|| tags.title.clone()).map(|title| fields::one_line(&title));
    let title = title.filter(|title| !title.is_empty())?;
    if let Some(heading) = tags.headings.iter().find_map(|heading| within(&title, heading)) {
        return Some(heading.to_owned());
    }
    let label = host.map(label).unwrap_or_default();
    let is_outlet = |tail: &str| {
        let letters = body::letters(tail);
        let ends = host.is_some_and(|host| tail.contains('.') && host.ends_with(&tail.to_lowercase()));
        (!letters.is_empty() && letters == label)
            || ends
            || outlets.iter().any(|outlet| body::letters(outlet) == letters)
    };
    Some(without_outlet(&title, &is_outlet).unwrap_or(&title).to_owned())
}

/// What stands between a headline and an outlet's name.
const MARKS: &[&str] =
    &[" | ", " - ", " – ", " — ", " · ", " • ", " * ", " :: ", "｜", " : ", "：", " » ", " « ", " / "];

/// `Boats return` of `Boats return | News | Harbour Post`, if that is what the visible headline says, in the title's own
/// spelling: headlines differ in their quotation marks.
fn within<'a>(title: &'a str, heading: &str) -> Option<&'a str> {
    let is_letter = |c: &char| c.is_alphanumeric();
    let mut wanted = heading.chars().filter(is_letter).flat_map(char::to_lowercase).peekable();
    wanted.peek()?;
    let mut end = 0;
    for (at, c) in title.char_indices().filter(|(_, c)| is_letter(c)) {
        if wanted.peek().is_none() {
            break;
        }
        if c.to_lowercase().any(|c| wanted.next() != Some(c)) {
            return None;
        }
        end = at + c.len_utf8();
    }
    let rest = title.get(end..)?;
    let to_letter = rest.find(|c: char| c.is_alphanumeric()).filter(|_| wanted.peek().is_none())?;
    let mark = MARKS.iter().filter_map(|mark| rest.find(mark)).min().filter(|at| *at < to_letter)?;
    Some(title[..end + mark].trim())
}

/// `Boats return | Harbour Post` without the outlet, if that is what stands there.
fn without_outlet<'a>(title: &'a str, is_outlet: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    MARKS.iter().find_map(|mark| {
        let (head, tail) = title.rsplit_once(mark)?;
        (is_outlet(tail.trim()) && !head.trim().is_empty()).then(|| head.trim())
    })
}
