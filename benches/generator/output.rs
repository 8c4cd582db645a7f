//! Articles as files: one NDJSON stream, or a folder tree of text, pages and JSON.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::generator::article::Article;
use crate::generator::countries;
use crate::generator::random::Random;

impl Article {
    /// One line of NDJSON, without its end.
    pub fn json(&self) -> String {
        let mut record = json!({
            "id": format!("g{:08}", self.number),
            "title": self.title,
            "text": self.text(),
            "source": self.source,
            "authors": self.authors,
            "url": format!("https://{}.example/{}", slug(&self.source), self.number),
            "lang": self.lang,
        });
        if let Some(date) = self.date {
            record["date"] = json!(date.to_string());
        }
        record.to_string()
    }

    /// The article as a text file: headline, byline, text.
    pub fn plain(&self) -> String {
        let byline =
            if self.authors.is_empty() { String::new() } else { format!("By {}\n\n", self.authors.join(" and ")) };
        format!("{}\n\n{byline}{}\n", self.title, self.text())
    }

    /// The article as a web page, with navigation, an aside and a footer.
    pub fn page(&self) -> String {
        let paragraphs: String =
            self.paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", escape(paragraph))).collect();
        let date = self.date.map_or(String::new(), |date| {
            format!("<meta property=\"article:published_time\" content=\"{date}T12:00:00Z\">\n")
        });
        let authors: String = self
            .authors
            .iter()
            .map(|author| format!("<meta name=\"author\" content=\"{}\">\n", escape(author)))
            .collect();
        let mut random = Random::new(self.number, 0);
        let aside: String = (0..4)
            .map(|_| format!("<li><a href=\"/x\">{} in maps</a></li>", countries::country(&mut random)))
            .collect();
        let (title, source, lang) = (escape(&self.title), escape(&self.source), &self.lang);
        format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title} | {source}</title>\n\
             <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:site_name\" content=\"{source}\">\n\
             {date}{authors}</head>\n<body>\n<header><nav><ul><li><a href=\"/world\">World</a></li><li><a \
             href=\"/business\">Business</a></li><li><a href=\"/sport\">Sport</a></li></ul></nav></header>\n<main>\n\
             <article>\n<h1>{title}</h1>\n{paragraphs}</article>\n<aside class=\"related\"><h3>Related stories</h3>\
             <ul>{aside}</ul></aside>\n</main>\n<footer><p>© {source}. All rights reserved.</p></footer>\n</body>\n</html>\n"
        )
    }

    /// Path within the tree and contents: of 20 articles 12 are text, 5 pages, 3 JSON.
    pub fn file(&self) -> (PathBuf, String) {
        let day = self.date.map_or_else(|| "undated".to_owned(), |date| date.format("%Y/%m").to_string());
        let (extension, contents) = match self.number % 20 {
            0..12 => ("txt", self.plain()),
            12..17 => ("html", self.page()),
            _ => ("json", self.json()),
        };
        let prefix = self.date.map_or(String::new(), |date| format!("{date}-"));
        let name = format!("{prefix}{}.{extension}", self.number);
        (Path::new(&slug(&self.source)).join(day).join(name), contents)
    }
}

/// Writes NDJSON; gives the bytes of titles and texts.
///
/// # Errors
/// When `out` fails.
pub fn write_ndjson(articles: impl Iterator<Item = Article>, out: &mut impl Write) -> io::Result<u64> {
    let mut bytes = 0;
    for article in articles {
        bytes += text_bytes(&article);
        out.write_all(article.json().as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(bytes)
}

/// Writes a tree of files below `folder`; gives the bytes of titles and texts.
///
/// # Errors
/// When a file cannot be written.
pub fn write_folder(articles: impl Iterator<Item = Article>, folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for article in articles {
        bytes += text_bytes(&article);
        let (path, contents) = article.file();
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, contents)?;
    }
    Ok(bytes)
}

fn text_bytes(article: &Article) -> u64 {
    (article.title.len() + article.text().len()) as u64
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
