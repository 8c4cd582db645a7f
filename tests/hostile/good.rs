//! Good articles in every format that is read, each with a word that no other text has.

use crate::hostile::pack::{docx, gzip, tar, zip};

/// How each format is written: the ending of its name, and a file of a title and a text.
type Writer = fn(&str, &str) -> Vec<u8>;

const FORMATS: &[(&str, Writer)] = &[
    ("txt", |title, text| format!("{title}\n\n{text}\n").into_bytes()),
    ("md", |title, text| format!("---\ntitle: {title}\n---\n\n{text}\n").into_bytes()),
    ("html", |title, text| page(title, text).into_bytes()),
    ("json", |title, text| json(title, text).into_bytes()),
    ("jsonl", |title, text| format!("{}\n", json(title, text)).into_bytes()),
    ("csv", |title, text| format!("title,text\n\"{title}\",\"{text}\"\n").into_bytes()),
    ("tsv", |title, text| format!("title\ttext\n{title}\t{text}\n").into_bytes()),
    ("rss", |title, text| rss(title, text).into_bytes()),
    ("atom", |title, text| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Post</title><entry><title>{title}</title>\
             <content>{text}</content></entry></feed>"
        )
        .into_bytes()
    }),
    ("nitf", |title, text| {
        format!(
            "<?xml version=\"1.0\"?><nitf><body><body.head><hedline><hl1>{title}</hl1></hedline></body.head>\
             <body.content><p>{text}</p></body.content></body></nitf>"
        )
        .into_bytes()
    }),
    ("rtf", |title, text| format!("{{\\rtf1\\ansi {title}\\par {text}\\par}}").into_bytes()),
    ("docx", |title, text| {
        docx(&format!("<w:p><w:r><w:t>{title}</w:t></w:r></w:p><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"))
    }),
    ("sgm", |title, text| {
        format!("<DOC>\n<DOCNO> 1 </DOCNO>\n<TITLE>{title}</TITLE>\n<TEXT>\n{text}\n</TEXT>\n</DOC>\n").into_bytes()
    }),
    ("warc", |title, text| {
        let payload = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(title, text));
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{payload}\r\n\r\n",
            payload.len()
        )
        .into_bytes()
    }),
    ("txt.gz", |title, text| gzip(format!("{title}\n\n{text}\n").as_bytes())),
    ("jsonl.zst", |title, text| zstd::encode_all(json(title, text).as_bytes(), 1).unwrap()),
    ("tar", |title, text| tar(&[("in.txt", format!("{title}\n\n{text}\n").as_bytes())])),
    ("zip", |title, text| zip(&[("in.txt", format!("{title}\n\n{text}\n").as_bytes())])),
];

/// A page with an article that is long enough for one.
pub(crate) fn page(title: &str, text: &str) -> String {
    let more = "<p>The ferry kept to its hours all the same, and the keeper of the quay counted the barrels twice before noon.</p>";
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p>{}\
         </article></body></html>",
        more.repeat(3)
    )
}

fn json(title: &str, text: &str) -> String {
    serde_json::json!({"title": title, "text": text}).to_string()
}

/// A feed of one entry.
pub(crate) fn rss(title: &str, text: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Post</title><item><title>{title}</title><description>{text}</description>\
         </item></channel></rss>"
    )
}

/// A word that stands nowhere else, and that no stemmer changes.
pub(crate) fn word(number: usize) -> String {
    const FIRST: &[u8] = b"bdfgklmnprtvz";
    const SECOND: &[u8] = b"aeiou";
    let mut word = String::new();
    let mut rest = number * 31 + 7;
    for _ in 0..4 {
        word.push(char::from(FIRST[rest % FIRST.len()]));
        rest /= FIRST.len();
        word.push(char::from(SECOND[rest % SECOND.len()]));
        rest /= SECOND.len();
    }
    word + "xk"
}

/// The file of the article with this number: its path and bytes.
pub(crate) fn file(number: usize) -> (String, Vec<u8>) {
    let (ending, write) = FORMATS[number % FORMATS.len()];
    let word = word(number);
    let title = format!("Lighthouse number {number} is painted");
    let text = format!(
        "The lighthouse of {word} was painted white on Monday, and its keeper said that the work took {} buckets and two \
         ladders. Ships will see it from afar when the autumn fog comes.",
        number + 2
    );
    (format!("good/{:02}/{number:04}.{ending}", number % 37), write(&title, &text))
}
