//! What the tags of a page declare, collected in one walk.

use trafilatura::dom::{Document, NodeId};

use crate::read::fields::one_line;
use crate::read::html::json_ld;

/// Longest text of a tag that is kept, in bytes: headlines and bylines are shorter, a hundred keywords have half of that.
pub(super) const LONGEST: usize = 8 << 10;

/// Declarations in the order of the page.
#[derive(Default)]
pub(super) struct Tags {
    /// `name`, `property` or `itemprop` of `<meta>`, in lower case, with its content.
    pub metas: Vec<(String, String)>,
    /// `itemprop` of other elements, in lower case, with their content, date or text.
    pub items: Vec<(String, String)>,
    /// The contents of `<script type="application/ld+json">`.
    pub json_ld: Vec<String>,
    /// The texts of `<h1>`.
    pub headings: Vec<String>,
    /// `datetime` of `<time>`.
    pub times: Vec<String>,
    /// The texts of elements with `rel="author"`.
    pub authors: Vec<String>,
    /// `<title>`
    pub title: Option<String>,
    /// `<link rel=canonical>`
    pub canonical: Option<String>,
    /// `<html lang>`
    pub lang: Option<String>,
}

impl Tags {
    /// Walks the page.
    pub(super) fn of(page: &Document) -> Self {
        let mut tags = Self::default();
        let mut nodes = vec![page.root()];
        while let Some(node) = nodes.pop() {
            if page.is_element(node) {
                tags.take(page, node);
            }
            nodes.extend(page.child_nodes(node).into_iter().rev());
        }
        tags
    }

    /// The first content of the first of `names` that has one.
    pub(super) fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.metas_of(name).next())
    }

    /// All contents of the `<meta>` tags `name`.
    pub(super) fn metas_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.metas.iter().filter(move |(key, _)| key == name).map(|(_, content)| content.as_str())
    }

    /// All values of the items `name`.
    pub(super) fn items_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.items.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn take(&mut self, page: &Document, node: NodeId) {
        let attribute = |name: &str| {
            let value = page.get_attribute(node, name).filter(|value| value.len() <= LONGEST)?;
            Some(one_line(&value)).filter(|value| !value.is_empty())
        };
        let rel = attribute("rel").unwrap_or_default();
        match page.tag_name(node) {
            "html" => self.lang = attribute("lang").or(self.lang.take()),
            "meta" => {
                let keys = ["property", "name", "itemprop"].into_iter().filter_map(attribute);
                if let Some(content) = attribute("content") {
                    self.metas.extend(keys.map(|key| (key.to_lowercase(), content.clone())));
                }
                return;
            }
            "script" => {
                if attribute("type").is_some_and(|kind| kind.to_lowercase().starts_with(json_ld::KIND)) {
                    self.json_ld.push(page.text_content(node));
                }
                return;
            }
            "link" if rel.eq_ignore_ascii_case("canonical") => {
                self.canonical = self.canonical.take().or(attribute("href"))
            }
            // the titles of drawings within the page come later
            "title" => self.title = self.title.take().or_else(|| text(page, node)),
            "h1" => self.headings.extend(text(page, node)),
            "time" => self.times.extend(attribute("datetime")),
            _ if rel.eq_ignore_ascii_case("author") => self.authors.extend(text(page, node)),
            _ => {}
        }
        if let Some(key) = attribute("itemprop") {
            let value = attribute("content").or_else(|| attribute("datetime")).or_else(|| text(page, node));
            self.items.extend(value.map(|value| (key.to_lowercase(), value)));
        }
    }
}

fn text(page: &Document, node: NodeId) -> Option<String> {
    let text = page.text_content(node);
    (text.len() <= LONGEST).then(|| one_line(&text)).filter(|text| !text.is_empty())
}
