//! Rules for who made it: agencies, desks, photographers.

use std::sync::LazyLock;

use crate::article::Metadata;
use crate::clean::names;
use crate::clean::page::{Line, Page};
use crate::clean::rule::{Example, Rule, Stage};
use crate::clean::vocabulary::Words;

/// Agencies, what stands beside them in a credit, and the words of credits that no name holds; folded.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(include_str!("phrases/agencies.txt")));

/// What a dateline's agency is credited as; the first is found by its folded form within brackets.
const DATELINE: &[(&str, &str)] = &[
    ("(Reuters)", "Reuters"),
    ("(AP)", "AP"),
    ("(AFP)", "AFP"),
    ("(dpa)", "dpa"),
    ("(EFE)", "EFE"),
    ("(ANSA)", "ANSA"),
    ("(UPI)", "UPI"),
    ("(PTI)", "PTI"),
    ("(ANI)", "ANI"),
    ("(IANS)", "IANS"),
    ("(Xinhua)", "Xinhua"),
    ("(CNN)", "CNN"),
    ("(Bloomberg)", "Bloomberg"),
    ("(Kyodo)", "Kyodo"),
    ("(Yonhap)", "Yonhap"),
    ("(dpa/", "dpa"),
    ("(TASS)", "TASS"),
    ("(APA)", "APA"),
];

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "agency-credit",
        reason: "the agencies and reporters whom the outlet credits",
        explanation: "Lines such as `With inputs from agencies`, `(Reuters)` or `Reporting by …; editing by …` leave the body, and the first of them \
            becomes the credit. A dateline `TOKYO, Oct 28 (Reuters) -` stays, but gives the credit where no line does.",
        fires: &[
            Example { text: "One came home.\nWith inputs from agencies", takes: "With inputs from agencies" },
            Example { text: "One came home.\n(With inputs from Reuters)", takes: "(With inputs from Reuters)" },
            Example { text: "One came home.\n— AFP", takes: "— AFP" },
            Example {
                text: "One came home.\nReporting by Ana Ruiz; Editing by Tom Hale",
                takes: "Reporting by Ana Ruiz; Editing by Tom Hale",
            },
            Example { text: "Einer kam heim.\nQuelle: dpa/AFP", takes: "Quelle: dpa/AFP" },
        ],
        spares: &[
            "Reporting by three papers shows that nobody knew.",
            "TOKYO, Oct 28 (Reuters) - One came home.",
            "The press agencies came with inputs from all sides.",
            "AP courses are hard.",
        ],
        phrases: include_str!("phrases/agency-credit.txt"),
        line: Some(|line| is_agencies(line) || is_roll(line)),
        page: Some((Stage::Rest, credit_from_dateline)),
        learn: Some(learn_credit),
        ..Rule::BLANK
    },
    Rule {
        name: "desk-note",
        reason: "what the desk says about the making of the text",
        explanation: "Who edited it, that it came from a feed unedited, corrections and standards. Lines known by their wording.",
        fires: &[
            Example { text: "One came home.\nEdited by: Web Desk", takes: "Edited by: Web Desk" },
            Example {
                text: "One came home.\n(This story has not been edited by our staff and is auto-generated from a syndicated feed.)",
                takes: "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)",
            },
        ],
        spares: &[
            "Edited by hand, the film lost its pace.",
            "This story has not been told often.",
            "The editor said that he was wrong.",
        ],
        phrases: include_str!("phrases/desk-note.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "photo-credit",
        reason: "captions and credits of pictures that say so",
        explanation: "Only with a marker: `Photo: …`, `(Image: …)`, `© …`, a picture agency at the end. A caption without one is not \
            told from prose and stays, and so does every line that ends with a full stop after its marker's words.",
        fires: &[
            Example { text: "One came home.\nPhoto: Ana Ruiz\nTwo stayed away.", takes: "Photo: Ana Ruiz" },
            Example {
                text: "One came home.\nThe ferry at dawn (Image: Getty)\nTwo stayed away.",
                takes: "The ferry at dawn (Image: Getty)",
            },
            Example {
                text: "Einer kam heim.\nDie Fähre am Morgen. © Ana Ruiz/dpa\nZwei blieben.",
                takes: "Die Fähre am Morgen. © Ana Ruiz/dpa",
            },
            Example {
                text: "The ferry on its way. (AP)\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nThe ferry came back at noon with none of the passengers on board, the owners said on Tuesday.",
                takes: "The ferry on its way. (AP)",
            },
        ],
        spares: &[
            "The photo: a boy, a boat and a very long day.",
            "Getty Images sued the company on Monday.",
            "“Photo: none” stood in the passport, and he laughed.",
            "Nobody had seen the agreement with Getty Images.",
            "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nNobody knew why. (Reuters)",
        ],
        phrases: include_str!("phrases/photo-credit.txt"),
        line: Some(has_credit),
        page: Some((Stage::Whole, take_captions)),
        ..Rule::BLANK
    },
];

/// Nothing but agencies and the words beside them.
fn is_agencies(line: &Line) -> bool {
    if line.text.len() > 90 {
        return false;
    }
    let mut seen = false;
    line.folded.split([' ', '/', ',', ';', '|', '•', ':']).filter(|word| !word.is_empty()).all(|word| {
        let agency = WORDS.has("agencies", word);
        seen |= agency && word != "press" && word != "europa" && word != "the";
        agency || WORDS.has("beside", word)
    }) && seen
}

/// `Reporting by A and B; editing by C`: nothing but names and the words of the trade.
fn is_roll(line: &Line) -> bool {
    let starts = ["reporting by ", "writing by ", "editing by ", "edited by ", "compiled by ", "reported by "];
    starts.iter().any(|start| line.folded.starts_with(start))
        && line.text.split_whitespace().all(|word| {
            let lower = word.to_lowercase();
            names::capitalised(word.trim_matches(['(', ')']))
                || WORDS.has("work", lower.trim_matches(|c: char| !c.is_alphanumeric()))
        })
}

fn learn_credit(text: &str, meta: &mut Metadata) {
    if meta.credit.is_none() {
        let bare = text.trim_matches(|c: char| c.is_whitespace() || "()[]-–—•*|.".contains(c));
        meta.credit = (!bare.is_empty()).then(|| bare.to_owned());
    }
}

/// Runs after the lines: a credit line of its own is learnt later and must win.
fn credit_from_dateline(rule: &'static str, page: &mut Page, meta: &mut Metadata) {
    if meta.credit.is_some() || page.lines.iter().any(|line| line.taken == Some(rule)) {
        return;
    }
    let Some(lead) = page.lines.iter().find(|line| line.prose) else { return };
    // a dateline is a place and a date: its agency stands within the first 70 bytes
    let head = &lead.text[..lead.text.floor_char_boundary(70)];
    let agency = DATELINE.iter().find(|(mark, _)| {
        head.find(mark).is_some_and(|at| {
            head[..at].starts_with(char::is_uppercase)
                && head[at + mark.len()..].trim_start().starts_with(['-', '–', '—', ':'])
        })
    });
    meta.credit = agency.map(|(_, name)| (*name).to_owned());
}

/// Markers of picture credits, folded; what follows them to the end of the line is the credit.
const MARKERS: &[&str] = &[
    "foto:",
    "fotos:",
    "photo:",
    "photos:",
    "photo by ",
    "photo/",
    "photograph:",
    "photographer:",
    "bild:",
    "image:",
    "picture:",
    "pic:",
    "image credit:",
    "bildquelle:",
    "credit:",
    "© ",
    "ap photo",
    "getty images",
    "picture alliance",
    "imago/",
    "imago images",
    "dpa/",
    "/dpa",
    "/afp",
    "/reuters",
    "/getty",
    "/imago",
    "/ap",
    "efe/",
    "fotó:",
    "фото:",
    "＝",
    "/epa",
    "epa/",
    "apa/",
    "/apa",
    "/keystone",
    "keystone/",
    "/pa wire",
    "via getty",
    "via reuters",
    "via ap",
    "ap-yonhap",
    "shutterstock",
    "istock",
    "/ntb",
    "/tt",
    "/scanpix",
    "image via ",
    "picture by ",
    "photograph by ",
    "photos by ",
    "zuma press",
    "alamy",
    "unsplash",
    "pixabay",
    "wikimedia commons",
    "stock.adobe.com",
    "depositphotos",
    "press association images",
    "copyright:",
    "copyright #",
    "copyright ©",
];

/// Words of the markers that hold no sign: a line without these and without a sign needs no further look.
const AGENTS: &[&str] = &[
    "by ",
    "photo",
    "getty",
    "via ",
    "imag",
    "alliance",
    "shutterstock",
    "istock",
    "alamy",
    "unsplash",
    "pixabay",
    "zuma",
    "adobe",
    "commons",
    "copyright",
];

/// How captions end that name no one, folded.
const CLOSING: &[&str] = &[
    "hide caption",
    "toggle caption",
    "file photo",
    "stock photo",
    "handout",
    "symbolbild",
    "archivbild",
    "symbolfoto",
    "archivfoto",
    "fotostrecke öffnen",
];

/// Bytes from the end of the line within which a credit must begin: a photographer, an agency, a place.
const CREDIT: usize = 90;

/// Ends with a marker and a credit, and not like a sentence.
fn has_credit(line: &Line) -> bool {
    let text = line.text;
    if text.ends_with(['.', '!', '?', ':', ';', ',', '"', '”', '“', '»', '’', '。', '」']) || text.len() < 6 {
        return text.starts_with('©');
    }
    let tail = &line.folded[line.folded.floor_char_boundary(line.folded.len().saturating_sub(CREDIT))..];
    let bracketed = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    if bracketed.is_some_and(|text| names::is_person(text) || text.contains(" / ") && text.len() <= CREDIT) {
        return true;
    }
    text.starts_with('©')
        || (tail.contains([':', '/', '©', '＝']) || AGENTS.iter().any(|agent| tail.contains(agent)))
            && MARKERS.iter().any(|marker| marks(tail, marker))
        || CLOSING.iter().any(|words| tail.strip_suffix(words).is_some_and(|rest| !rest.is_empty()))
}

/// Whether a marker stands in `tail` as a whole: `/ap` is not in `march/april`, `dpa/` not in `grandpa/`.
fn marks(tail: &str, marker: &str) -> bool {
    tail.match_indices(marker).any(|(at, _)| {
        let letter = |c: char| c.is_alphanumeric();
        let before = marker.ends_with('/') && tail[..at].ends_with(letter);
        let after = marker.ends_with(letter) && tail[at + marker.len()..].starts_with(letter);
        !before && !after
    })
}

/// Who is named in brackets behind a caption, and behind the last paragraph of a report.
const BRACKETED: &[&str] = &[
    "(AP)",
    "(AAP)",
    "(AFP)",
    "(EPA)",
    "(PA)",
    "(Reuters)",
    "(REUTERS)",
    "(Getty)",
    "(Getty Images)",
    "(GETTY)",
    "(Supplied)",
    "(Handout)",
    "(Pool)",
    "(File)",
    "(Alamy)",
    "(Shutterstock)",
];

/// Bytes of the longest caption of one sentence.
const CAPTION: usize = 180;

/// One sentence and an agency in brackets, with two paragraphs still to come: agencies sign reports at the end.
fn take_captions(rule: &'static str, page: &mut Page, _: &mut Metadata) {
    let mut paragraphs = 0;
    for line in page.lines.iter_mut().rev().filter(|line| line.kept()) {
        let caption =
            BRACKETED.iter().find_map(|mark| line.text.strip_suffix(mark)).filter(|text| text.len() <= CAPTION);
        if let Some(text) = caption {
            if paragraphs >= 2 && !line.bound && !text.contains([';', '“', '"']) && !inner_end(text) {
                line.taken = Some(rule);
            }
        } else if line.looks_like_prose() {
            paragraphs += 1;
        }
    }
}

/// A sentence ends within `text` and another begins. `Ariz. A` is taken for one, which only spares a caption.
fn inner_end(text: &str) -> bool {
    [". ", "! ", "? "].iter().any(|end| text.trim_end().contains(end))
}
