//! Rules for buttons: sharing, following, commenting, embeds of social networks.

use crate::clean::page::Line;
use crate::clean::rule::{Example, Rule};

/// Words of which share bars are made; a line of nothing else is one.
const BUTTONS: &[&str] = &[
    "facebook",
    "twitter",
    "whatsapp",
    "email",
    "e-mail",
    "mail",
    "linkedin",
    "pinterest",
    "reddit",
    "telegram",
    "tumblr",
    "flipboard",
    "x",
    "copy",
    "link",
    "print",
    "share",
    "tweet",
    "pin",
    "pocket",
    "messenger",
    "xing",
    "sms",
    "kopieren",
    "drucken",
    "teilen",
    "threads",
    "bluesky",
    "google",
    "google+",
    "instagram",
    "youtube",
    "imprimer",
    "partager",
    "compartir",
    "condividi",
    "line",
    "viber",
    "vk",
    "snapchat",
    "tiktok",
    "url",
    "save",
    "shares",
    "buffer",
    "digg",
    "stumbleupon",
    "#",
    "mastodon",
    "youtube",
];

/// Words between the buttons of a share bar: `Share on Facebook Twitter`, `Partager sur Facebook`.
const BETWEEN: &[&str] = &["on", "via", "by", "to", "or", "sur", "par", "auf", "bei", "per", "en", "su", "no"];

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "share-bar",
        reason: "buttons that share, save or print the article",
        explanation: "Lines made of nothing but names of networks and buttons, and the wordings around them. The name of one network \
            alone goes only beside other furniture or outside the prose, because it may be a heading.",
        fires: &[
            Example { text: "One came home.\nShare this article\nTwo stayed away.", takes: "Share this article" },
            Example {
                text: "One came home.\nFacebook Twitter WhatsApp Email\nTwo stayed away.",
                takes: "Facebook Twitter WhatsApp Email",
            },
            Example {
                text: "One came home.\nCopy link | Share on Facebook | Share on X\nTwo stayed away.",
                takes: "Copy link | Share on Facebook | Share on X",
            },
            Example { text: "One came home.\n258 Shares\nTwo stayed away.", takes: "258 Shares" },
            Example { text: "Einer kam heim.\nArtikel teilen\nZwei blieben.", takes: "Artikel teilen" },
        ],
        spares: &[
            "Share this article of faith with them, he said.",
            "Twitter and Facebook fell on Monday.",
            "Instagram on Facebook",
            "The company said on Monday that it would close both of its oldest plants before the winter.\nFacebook\nThe company said on Monday that it would open two new plants there after the winter.",
        ],
        phrases: include_str!("phrases/share-bar.txt"),
        line: Some(is_bar),
        ..Rule::BLANK
    },
    Rule {
        name: "embedded-social",
        reason: "what an embedded post or film leaves behind",
        explanation: "Placeholders such as `View this post on Instagram` or the notice that foreign content is blocked. What the post itself says stays.",
        fires: &[
            Example {
                text: "One came home.\nView this post on Instagram\nTwo stayed away.",
                takes: "View this post on Instagram",
            },
            Example {
                text: "One came home.\nA post shared by Harbour Town (@harbour)\nTwo stayed away.",
                takes: "A post shared by Harbour Town (@harbour)",
            },
        ],
        spares: &[
            "View this post office as a start.",
            "A post shared by two men is a rare thing.",
            "He wrote on Instagram that he was well.",
        ],
        phrases: include_str!("phrases/embedded-social.txt"),
        line: Some(|line| line.folded.starts_with("a post shared by ") && line.folded.contains('@')),
        ..Rule::BLANK
    },
    Rule {
        name: "comments-prompt",
        reason: "invitations to comment and counts of comments",
        explanation: "Whole lines such as `Leave a comment` or `12 Comments`. What readers wrote is not recognised.",
        fires: &[
            Example { text: "One came home.\nLeave a comment", takes: "Leave a comment" },
            Example { text: "One came home.\nComments (12)", takes: "Comments (12)" },
            Example { text: "Einer kam heim.\n12 Kommentare", takes: "12 Kommentare" },
        ],
        spares: &[
            "Comments came from all sides.",
            "She would not leave a comment unanswered.",
            "He got 12 comments on Monday.",
        ],
        phrases: include_str!("phrases/comments-prompt.txt"),
        ..Rule::BLANK
    },
];

/// Nothing but buttons, at least two of them, three with words between; glued ones (`FacebookTwitterXing`) are told apart by their capitals.
fn is_bar(line: &Line) -> bool {
    if line.text.len() > 120 {
        return false;
    }
    let (mut count, mut needed) = (0, 2);
    let plain = line.folded.split([' ', '|', ',', '/', '#']).filter(|word| !word.is_empty()).all(|word| {
        if BETWEEN.contains(&word) {
            needed = 3;
            return true;
        }
        count += 1;
        BUTTONS.contains(&word)
    });
    plain && count >= needed || !plain && !line.text.contains(' ') && is_glued_bar(line.text)
}

fn is_glued_bar(text: &str) -> bool {
    let mut rest = text;
    let mut count = 0;
    while !rest.is_empty() {
        let button = BUTTONS.iter().filter(|button| {
            let head = rest.get(..button.len()).filter(|head| head.starts_with(|c: char| c.is_ascii_uppercase()));
            head.is_some_and(|head| head.eq_ignore_ascii_case(button))
        });
        let Some(button) = button.max_by_key(|button| button.len()) else { return false };
        rest = &rest[button.len()..];
        count += 1;
    }
    count >= 3
}
