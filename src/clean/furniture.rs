//! Rules for the page around the article: tags, legal notices, cookies, navigation, players.

use crate::clean::rule::{Example, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "tags",
        reason: "keywords of the article as the page prints them",
        explanation: "A label such as `Tags:` and what follows it on the line, or hashtags alone. Keywords without a label are not told from headings.",
        fires: &[
            Example { text: "One came home.\nTags: harbour, ferry, winter", takes: "Tags: harbour, ferry, winter" },
            Example { text: "One came home.\n#harbour #ferry", takes: "#harbour #ferry" },
            Example { text: "Einer kam heim.\nSchlagwörter: Hafen, Fähre", takes: "Schlagwörter: Hafen, Fähre" },
        ],
        spares: &["Tags hung from every tree.", "The topics: none that mattered, he thought.", "#1 is the ferry."],
        phrases: include_str!("phrases/tags.txt"),
        line: Some(|line| {
            let mut words = line.text.split_whitespace();
            line.text.starts_with('#')
                && words.clone().count() >= 2
                && words.all(|word| word.len() > 2 && word.starts_with('#'))
        }),
        ..Rule::BLANK
    },
    Rule {
        name: "legal-notice",
        reason: "copyright, terms and disclaimers",
        explanation: "Lines that begin with a copyright sign or known wording. A report about copyright stays.",
        fires: &[
            Example {
                text: "One came home.\nCopyright 2025 Harbour Post. All rights reserved.",
                takes: "Copyright 2025 Harbour Post. All rights reserved.",
            },
            Example { text: "One came home.\nPrivacy Policy", takes: "Privacy Policy" },
            Example { text: "Einer kam heim.\nAlle Rechte vorbehalten.", takes: "Alle Rechte vorbehalten." },
        ],
        spares: &[
            "Copyright law was changed on Monday.",
            "The rights of all were reserved for later.",
            "Her privacy policy is silence.",
        ],
        phrases: include_str!("phrases/legal-notice.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "cookie-notice",
        reason: "requests to accept cookies",
        explanation: "Lines known by their wording. A sentence about cookies, of either kind, stays.",
        fires: &[
            Example {
                text: "We use cookies to improve your experience. Accept all\nOne came home.",
                takes: "We use cookies to improve your experience. Accept all",
            },
            Example { text: "One came home.\nAccept all cookies", takes: "Accept all cookies" },
        ],
        spares: &[
            "We use cookies in our cake, the baker said.",
            "Accept all that comes, she said.",
            "Cookies were sold out on Monday.",
        ],
        phrases: include_str!("phrases/cookie-notice.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "breadcrumbs",
        reason: "the path through the site, and its navigation",
        explanation: "`Home > World > Asia`: short parts joined by arrows, beginning with the word for the home page or with three parts at least.",
        fires: &[
            Example { text: "Home > World > Asia\nOne came home.", takes: "Home > World > Asia" },
            Example {
                text: "Startseite » Politik » Hafen\nEiner kam heim.", takes: "Startseite » Politik » Hafen"
            },
            Example { text: "One came home.\nBack to top", takes: "Back to top" },
        ],
        spares: &["Home is where one came to.", "x > y, he wrote.", "«Home» was her word."],
        phrases: include_str!("phrases/breadcrumbs.txt"),
        line: Some(|line| is_path(line.text)),
        ..Rule::BLANK
    },
    Rule {
        name: "player",
        reason: "controls and notices of video and audio players",
        explanation: "Lines known by their wording: `Play video`, `Listen to this article`, `Your browser does not support …`, and durations beside such lines or outside the prose.",
        fires: &[
            Example { text: "Listen to this article\nOne came home.", takes: "Listen to this article" },
            Example {
                text: "One came home.\nThis video cannot be played in your browser\nTwo stayed away.",
                takes: "This video cannot be played in your browser",
            },
            Example { text: "One came home.\nPlay Video\nTwo stayed away.", takes: "Play Video" },
        ],
        spares: &["Listen to this, he said.", "They play video games all night.", "The film runs\n02:53:10 hours."],
        phrases: include_str!("phrases/player.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "gallery",
        reason: "headings, buttons and counters of picture galleries",
        explanation: "Whole lines such as `View all photos` or `12 photos`, and counters: `Photo 3 of 12`, `[1/5]`. A bare `4/5` stays: \
            critics write so.",
        fires: &[
            Example { text: "One came home.\nView all photos\nTwo stayed away.", takes: "View all photos" },
            Example { text: "One came home.\nPhoto 3 of 12\nTwo stayed away.", takes: "Photo 3 of 12" },
            Example { text: "Einer kam heim.\n[Foto 1/7]\nZwei blieben.", takes: "[Foto 1/7]" },
            Example { text: "One came home.\n[1/5]\nTwo stayed away.", takes: "[1/5]" },
        ],
        spares: &[
            "One came home.\n4/5\nTwo stayed away.",
            "Photo 3 of 12 was the best, she said.",
            "The gallery was closed.",
            "One of 12\nTwo of 12 stayed away.",
        ],
        phrases: include_str!("phrases/gallery.txt"),
        line: Some(|line| is_counter(line.text)),
        ..Rule::BLANK
    },
    Rule {
        name: "placeholder",
        reason: "what stands where a page failed to put something",
        explanation: "Whole lines such as `undefined` or `Image not available`, notices that a script did not run, and what a \
            template left: `{{title}}`.",
        fires: &[
            Example { text: "One came home.\nImage not available\nTwo stayed away.", takes: "Image not available" },
            Example { text: "One came home.\n[object Object]\nTwo stayed away.", takes: "[object Object]" },
            Example { text: "One came home.\n{{ article.title }}\nTwo stayed away.", takes: "{{ article.title }}" },
        ],
        spares: &["Loading the ferry took an hour.", "The result was undefined.", "“{{” is a sign, he wrote."],
        phrases: include_str!("phrases/placeholder.txt"),
        line: Some(|line| {
            line.text.len() <= 80
                && (line.text.starts_with("{{") && line.text.ends_with("}}")
                    || line.text.starts_with("<%") && line.text.ends_with("%>")
                    || line.text.starts_with("<!--") && line.text.ends_with("-->"))
        }),
        ..Rule::BLANK
    },
];

/// Short parts joined by one kind of arrow.
fn is_path(text: &str) -> bool {
    text.len() <= 120
        && text.contains(['>', '»', '›', '/'])
        && [" > ", " » ", " › ", " / "].iter().any(|arrow| {
            let parts: Vec<&str> = text.split(arrow).collect();
            let home = matches!(
                parts[0].trim(),
                "Home"
                    | "Startseite"
                    | "Start"
                    | "Accueil"
                    | "Inicio"
                    | "Portada"
                    | "Início"
                    | "News"
                    | "Главная"
                    | "Hjem"
                    | "Hem"
            );
            let short = parts
                .iter()
                .all(|part| part.trim_start().starts_with(char::is_uppercase) && part.split_whitespace().count() <= 5);
            (parts.len() >= 3 || parts.len() == 2 && home) && short && (home || *arrow != " / ")
        })
}

/// Words before and within the counters of galleries.
const PICTURES: &[&str] =
    &["photo", "image", "picture", "slide", "bild", "foto", "photo:", "imagen", "immagine", "imagem", "bilde"];
const OF: &[&str] = &["of", "von", "sur", "de", "di", "van", "av", "/"];

/// `Photo 3 of 12`, `[1/5]`, `Bild 1/7`: the first number is no greater than the second.
fn is_counter(text: &str) -> bool {
    if text.len() > 32 {
        return false;
    }
    let lower = text.to_lowercase();
    let bare = lower.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let spaced = bare.unwrap_or(&lower).replace('/', " / ");
    let mut words = spaced.split_whitespace().peekable();
    let named = words.next_if(|word| PICTURES.contains(word)).is_some();
    let mut number = || words.next().and_then(|word| word.parse::<u32>().ok());
    let Some(at) = number() else { return false };
    let joined = words.next().is_some_and(|word| OF.contains(&word));
    let all = words.next().and_then(|word| word.parse::<u32>().ok());
    (named || bare.is_some()) && joined && words.next().is_none() && all.is_some_and(|all| at <= all)
}
