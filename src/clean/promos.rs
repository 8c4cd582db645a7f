//! Rules for what wants something from the reader: newsletters, apps, subscriptions, money; and advertisements.

use crate::clean::rule::{Example, Rule};

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
