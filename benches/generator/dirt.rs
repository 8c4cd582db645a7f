//! What scraping leaves in a text: the classes of dirt of the sample corpus.

use crate::generator::random::Random;
use crate::generator::words;

/// Lines that stand between two paragraphs.
const BETWEEN: [&str; 14] = [
    "ADVERTISEMENT\nStory continues below",
    "Advertisement",
    "Share on Facebook Twitter WhatsApp",
    "Copy link",
    "Impact Shorts",
    "More Shorts",
    "Trending Now",
    "Most Read",
    "Top Stories\nMore Shorts",
    "Sign up for our newsletter",
    ")\n)\n)",
    "]\n\n\n\n|",
    "* * *\n\n\n",
    "•\n•",
];

/// Lines that stand at the end.
const AFTER: [&str; 10] = [
    "With inputs from agencies",
    "(With inputs from Reuters)",
    "— AFP",
    "Source: AP",
    "Photo: AFP",
    "Log in to join the discussion.",
    "All rights reserved.",
    "Share this article",
    "\n\n\n)\n\n)\n)\n)\n)",
    "More Shorts\n\nTrending Now",
];

/// Puts one to three lines between paragraphs, one or two after them, and often a byline before.
pub(crate) fn soil(paragraphs: &mut Vec<String>, authors: &[String], random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = 1 + random.below(paragraphs.len());
        let line = if random.chance(0.2) {
            format!("Also read: What {} means for {}", words::compound(random), words::name(random))
        } else {
            (*random.pick(&BETWEEN)).to_owned()
        };
        paragraphs.insert(at, line);
    }
    for _ in 0..=random.below(2) {
        paragraphs.push((*random.pick(&AFTER)).to_owned());
    }
    if let (Some(author), true) = (authors.first(), random.chance(0.5)) {
        paragraphs.insert(0, format!("By {author}"));
    }
}
