//! Exports of an invented harbour town, in the layouts of their makers.

/// LexisNexis Academic.
pub(super) const CLASSIC: &str = "


                               1 of 2 DOCUMENTS


                                Harbour Post (Holm)

                            October 28, 2025 Tuesday
                              Late Edition - Final

Ferry is back, and the whole of the harbour town
came to see it land

BYLINE: By Ann Lee and Bo Ek

SECTION: NEWS; Pg. 3

LENGTH: 52 words

DATELINE: HOLM

   The ferry returned to the harbour on Monday after a winter
in the dry dock, and nobody on the quay could quite believe
it.

   LANGUAGE: the captain spoke none that was known here, the
mayor said.

   It was late.

LOAD-DATE: October 29, 2025

LANGUAGE: ENGLISH

GRAPHIC: A ferry, seen from the quay.

A second caption.

PUBLICATION-TYPE: Newspaper


                         Copyright 2025 Harbour Post
                             All Rights Reserved


                               2 of 2 DOCUMENTS


                  Copyright 2025 Meridian Wire
                       All Rights Reserved
                          Meridian Wire

                    October 27, 2025 Monday 9:14 AM GMT

SECTION: SEA

LENGTH: 9 words

HEADLINE: Crane turns

BODY:
It turns.

And stops.

LOAD-DATE: October 27, 2025
";

/// The paragraphs of a delivery of Nexis Uni: `#` before a paragraph that Word styles as a heading.
pub(super) const NEXIS: &[&str] = &[
    "Date and Time: Tuesday, October 28, 2025 9:14:00 AM GMT",
    "Job Number: 123456789",
    "Documents (3)",
    "1. Ferry is back, and the whole harbour town came",
    "Client/Matter: -None-",
    "Search Terms: ferry",
    "Search Type: Terms and Connectors",
    "Narrowed by:",
    "Timeline: Oct 01, 2025 to Oct 28, 2025",
    "2. Crane turns",
    "Client/Matter: -None-",
    "3. Neue Kräne",
    "Client/Matter: -None-",
    "#Ferry is back, and the whole harbour town came",
    "Harbour Post (Holm)",
    "October 28, 2025 Tuesday 9:14 AM GMT",
    "Late Edition",
    "Copyright 2025 Harbour Post All Rights Reserved",
    "Section: NEWS; Pg. 3",
    "Length:\u{a0}52 words",
    "Byline: By Ann Lee",
    "Dateline: HOLM",
    "Highlight: A ferry at last.",
    "Body",
    "The ferry returned on Monday.",
    "Link to Image",
    "Graphic",
    "was the word on its side.",
    "It was late.",
    "Graphic",
    "A ferry.",
    "Classification",
    "Language: ENGLISH",
    "Publication-Type: Newspaper",
    "Subject: FERRIES (90%); PORTS (80%)",
    "Load-Date: October 29, 2025",
    "End of Document",
    "#Crane turns",
    "Meridian Wire",
    "October 27, 2025",
    "Copyright 2025 Meridian Wire All Rights Reserved",
    "Length: 2 words",
    "Body",
    "It turns.",
    "Load-Date: October 27, 2025",
    "End of Document",
    "#Neue Kräne",
    "Hafenblatt",
    "28. Oktober 2025 Dienstag",
    "Copyright 2025 Hafenblatt Alle Rechte vorbehalten",
    "Rubrik: LOKALES; S. 6",
    "Länge: 3 Wörter",
    "Text",
    "Sie drehen sich.",
    "Klassifizierung",
    "Sprache: GERMAN; DEUTSCH",
    "Load-Date: October 28, 2025",
    "End of Document",
];

/// What is read of it.
pub(super) const NEXIS_SHOWN: &[&str] = &[
    "Ferry is back, and the whole harbour town came | 2025-10-28T09:14Z | Harbour Post (Holm) | Ann Lee | NEWS | en | \
     A ferry at last. / HOLM - The ferry returned on Monday. / Graphic / was the word on its side. / It was late.",
    "Crane turns | 2025-10-27 | Meridian Wire |  | - | - | It turns.",
    "Neue Kräne | 2025-10-28 | Hafenblatt |  | LOKALES | de | Sie drehen sich.",
];

/// Factiva without field codes.
pub(super) const FACTIVA: &str = "Sea
Ferry is back, and the town came
By Ann Lee
1,052 words
28 October 2025
09:14
Harbour Post
HARBPT
A4
English
Copyright 2025 Harbour Post. All rights reserved.

The ferry returned on Monday.

It was late.

Document HARBPT0020251028elas00abc

Crane turns
9 words
27 October 2025
Meridian Wire
MERW
English
(c) 2025, Meridian Wire

It turns.

Document MERW000020251027elar0001x

Neue Kräne im alten Hafen
Jo Maier
3 Wörter
28. Oktober 2025
Hafenblatt
HAFBL
6
Deutsch
© 2025 Hafenblatt GmbH. Alle Rechte vorbehalten.

Sie drehen sich.

Dokument HAFBL00020251028elas0002y

Search Summary
Text
ferry
Results Found
3
";

/// Factiva with field codes.
pub(super) const CODED: &str = "SE    Sea
HD    Ferry is back,
      and the town came
BY    By Ann Lee
WC    52 words
PD    28 October 2025
ET    09:14
SN    Harbour Post
SC    HARBPT
PG    A4
LA    English
CY    Copyright 2025 Harbour Post

LP    The ferry returned on Monday.

TD    It was late.

IN this case a sentence.

CO    ferryc : Ferry Company
NS    gtrans : Transport
PUB   Harbour Post Ltd
AN    Document HARBPT0020251028elas00abc

HD
Crane turns
WC
9 words
PD
27 October 2025
SN
Meridian Wire
LA
English
LP
It turns.
AN
Document MERW000020251027elar0001x

Search Summary
Results Found 2
";
