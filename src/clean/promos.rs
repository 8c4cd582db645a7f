//! Rules for what wants something from the reader: newsletters, apps, subscriptions, money; and advertisements.

use std::sync::LazyLock;

use crate::clean::page::Line;
use crate::clean::rule::{Example, Rule};
use crate::clean::vocabulary::Words;

/// What pages bid their readers do, what they bid them to, and how they speak of themselves and of the reader.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(include_str!("phrases/invitations.txt")));

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "newsletter-prompt",
        reason: "invitations to newsletters, channels and alerts",
        explanation: "Lines known by their wording: `Sign up for our newsletter`. A report about somebody's newsletter is a sentence and stays.",
        fires: &[
            Example {
                text: "One came home.\nSign up for our daily newsletter\nTwo stayed away.",
                takes: "Sign up for our daily newsletter",
            },
            Example {
                text: "One came home.\nClick here to join our WhatsApp channel",
                takes: "Click here to join our WhatsApp channel",
            },
            Example {
                text: "Einer kam heim.\nJetzt Newsletter abonnieren\nZwei blieben.",
                takes: "Jetzt Newsletter abonnieren",
            },
        ],
        spares: &[
            "Readers sign up for our services, the firm said.",
            "The newsletter was first printed in a kitchen.",
            "Subscribe to this view and you will be happy, he said.",
        ],
        phrases: include_str!("phrases/newsletter-prompt.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "app-prompt",
        reason: "invitations to install an app",
        explanation: "Lines known by their wording. A sentence about an app stays.",
        fires: &[
            Example { text: "One came home.\nDownload our app\nTwo stayed away.", takes: "Download our app" },
            Example { text: "One came home.\nGet it on Google Play", takes: "Get it on Google Play" },
        ],
        spares: &[
            "They download our apples, so to say.",
            "The app was removed from the App Store on Monday.",
            "Get it on paper, she said.",
        ],
        phrases: include_str!("phrases/app-prompt.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "paywall-prompt",
        reason: "notices that the rest is for subscribers, and pleas for money",
        explanation: "Lines known by their wording: subscribe, log in, register, donate. What an article says about subscriptions stays.",
        fires: &[
            Example {
                text: "One came home.\nSubscribe to continue reading\nTwo stayed away.",
                takes: "Subscribe to continue reading",
            },
            Example {
                text: "One came home.\nThis content is reserved for subscribers only",
                takes: "This content is reserved for subscribers only",
            },
            Example { text: "Einer kam heim.\nJetzt weiterlesen\nZwei blieben.", takes: "Jetzt weiterlesen" },
        ],
        spares: &[
            "Subscribers continue reading, the editor said.",
            "Already a subscriber of the railway, she paid again.",
            "The bank said that only its customers may log in.",
        ],
        phrases: include_str!("phrases/paywall-prompt.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "invitation",
        reason: "bids to subscribe, follow, log in or install, in any wording",
        explanation: "A line that begins with such a bid and names its object: `Subscribe`, `Join` or `Follow` and a newsletter, an app, a \
            channel or a network. After weaker words such as `Get` or `Click` it must also say `our`, `us` or `your`. A sentence about \
            somebody who does so begins otherwise.",
        fires: &[
            Example {
                text: "One came home.\nFollow Harbour Post Sport on Instagram\nTwo stayed away.",
                takes: "Follow Harbour Post Sport on Instagram",
            },
            Example {
                text: "One came home.\nGet the tide tables in your inbox, every morning before the first boat.",
                takes: "Get the tide tables in your inbox, every morning before the first boat.",
            },
            Example {
                text: "Einer kam heim.\nLaden Sie die neue Hafen-App auf Ihr Telefon, die App der Hafenpost!\nZwei blieben.",
                takes: "Laden Sie die neue Hafen-App auf Ihr Telefon, die App der Hafenpost!",
            },
        ],
        spares: &[
            "Like Facebook, our rivals on the island have grown.",
            "Follow the channel to the second buoy, he said.\nFollow the coast as far as the light.",
            "Get well soon, our readers wrote.",
            "“Join our newsletter,” he said.",
        ],
        line: Some(invites),
        ..Rule::BLANK
    },
    Rule {
        name: "ad-marker",
        reason: "the word that marks an advertisement",
        explanation: "Whole lines such as `ADVERTISEMENT`, `Anzeige` or `Story continues below`, numbered or not; and disclosures of affiliate links.",
        fires: &[
            Example { text: "One came home.\nADVERTISEMENT\nTwo stayed away.", takes: "ADVERTISEMENT" },
            Example {
                text: "One came home.\nStory continues below this ad\nTwo stayed away.",
                takes: "Story continues below this ad",
            },
            Example { text: "Un est rentré.\nPublicité\nDeux sont restés.", takes: "Publicité" },
            Example { text: "Einer kam heim.\n- Anzeige -\nZwei blieben.", takes: "- Anzeige -" },
        ],
        spares: &[
            "Advertisements cost more this year.",
            "The story continues below the surface.",
            "Anzeige erstattete sie am Montag.",
        ],
        phrases: include_str!("phrases/ad-marker.txt"),
        ..Rule::BLANK
    },
];

/// Bytes of the longest bid with a strong word, and with a weak one: longer lines are advice that an article gives.
const BID: usize = 200;
const WEAK_BID: usize = 120;

/// Begins with a bid, strong or weak, and names what the reader is bidden to.
fn invites(line: &Line) -> bool {
    if line.text.len() > BID
        || !line.text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '(' | '•' | '-'))
    {
        return false;
    }
    let words = || line.folded.split(' ').map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let Some(first) = words().next() else { return false };
    let strong = WORDS.has("bids", first);
    if !strong && (line.text.len() > WEAK_BID || !WORDS.has("weak", first)) {
        return false;
    }
    words().skip(1).any(|word| WORDS.has("objects", word))
        && (strong || words().skip(1).any(|word| WORDS.has("reader", word)))
        && !reported(line.text)
}

/// Quotes somebody or says who said it: a report, not a bid.
fn reported(text: &str) -> bool {
    text.contains(['“', '”', '"', '„'])
}
