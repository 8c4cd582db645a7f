//! Answers to standard output, in the form that was asked for, and what is said about them beside it.

use std::io::{self, BufWriter, StdoutLock, Write};

use newsdex::index::Index;
use newsdex::present;
use newsdex::present::{Answer, Asked, Export, Links, Look};
use newsdex::search::{Request, Results};

use crate::cli::args::{Shared, output};
use crate::cli::failure::{Done, Failure};
use crate::cli::search::flags::{FormatArg, Output};
use crate::cli::{last, pager};

/// Prints one answer after another.
pub(crate) struct Printer<'a> {
    output: &'a Output,
    shared: &'a Shared,
    look: Look,
    to: To,
    export: Option<Export>,
    /// Whether several questions are answered.
    several: bool,
    /// Answers so far.
    answers: usize,
    found: bool,
    /// What the one search is saved as.
    called: Option<String>,
    /// Whether nothing is said where nothing is found.
    quiet: bool,
    /// What is said when all is printed.
    aside: Vec<u8>,
}

/// Where answers go.
enum To {
    Output(BufWriter<StdoutLock<'static>>),
    /// Held back until it is known whether it fits the screen, which has so many lines.
    Screen(Vec<u8>, usize),
}

impl<'a> Printer<'a> {
    pub(crate) fn new(output: &'a Output, several: bool, shared: &'a Shared) -> Self {
        let may_page = output.is_drawn() && !output.no_pager && pager::can_be_left();
        let to = match shared.rows().filter(|_| may_page) {
            Some(rows) => To::Screen(Vec::new(), rows),
            None => To::Output(self::output()),
        };
        Self {
            output,
            shared,
            look: shared.look(),
            to,
            export: output.export().map(Export::new),
            several,
            answers: 0,
            found: false,
            called: None,
            quiet: false,
            aside: Vec::new(),
        }
    }

    /// Says nothing about what finds nothing: for programs that send a mail of all that is said.
    pub(crate) fn quiet_without_hits(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Says what the one search is saved as: a feed is called so.
    pub(crate) fn called(mut self, name: &str) -> Self {
        self.called = Some(name.to_owned());
        self
    }

    /// Prints an answer; `asked` says which of several questions it answers.
    pub(crate) fn answer(
        &mut self,
        index: &Index,
        asked: Option<&Asked>,
        request: &Request,
        results: &Results,
    ) -> Result<(), Failure> {
        if self.quiet && !results.found {
            return Ok(());
        }
        // before it is printed: a pager that closes early has shown hits; an empty page leaves what stood before
        if self.output.is_drawn() && !self.several && !results.hits.is_empty() {
            last::save(index.dir(), results);
        }
        let answer = Answer { asked, request, results };
        let links = self.links(index);
        let mut page = Vec::new();
        match &mut self.export {
            Some(export) => {
                if self.answers == 0 {
                    let dir = index.dir().canonicalize().unwrap_or_else(|_| index.dir().to_owned());
                    export.searches(&dir.to_string_lossy(), index.payload()?.indexed);
                }
                let name = self.called.as_deref().or(asked.and_then(|asked| asked.id.as_deref()));
                export.asks(name, &answer);
                export.answer(&mut page, &answer)?;
            }
            None => {
                self.write(&mut page, &answer, &links)?;
                if self.is_one_page() && !self.shared.quiet {
                    present::summary(&mut page, request, results, &self.look)?;
                }
            }
        }
        match &mut self.to {
            To::Screen(screen, _) => screen.append(&mut page),
            To::Output(out) => out.write_all(&page)?,
        }
        self.answers += 1;
        self.found |= results.found;
        if self.output.format() != FormatArg::Json && !self.is_one_page() {
            let look = self.shared.look_aside();
            if let Some(asked) = asked {
                present::query_heading(&mut self.aside, asked, &request.query, &look)?;
            }
            present::summary(&mut self.aside, request, results, &look)?;
        }
        Ok(())
    }

    /// Whether hits and what is said about them are read on the same screen: then each summary stands below its hits.
    fn is_one_page(&self) -> bool {
        self.output.is_drawn() && self.look.terminal && self.shared.look_aside().terminal
    }

    /// Prints what is left; when this is done, all has been handed over.
    pub(crate) fn finish(mut self) -> Result<Done, Failure> {
        let mut end = Vec::new();
        if let Some(export) = self.export.take().filter(|_| self.found || !self.quiet) {
            export.end(&mut end)?;
        }
        match self.to {
            To::Output(mut out) => {
                out.write_all(&end)?;
                out.flush()?;
            }
            To::Screen(screen, rows) => {
                let in_pager = || pager::show(present::without_links(&String::from_utf8_lossy(&screen)).as_bytes());
                if !pager::is_wanted(&screen, rows) || !in_pager()? {
                    io::stdout().write_all(&screen)?;
                    io::stdout().flush()?;
                }
            }
        }
        let aside = self.aside;
        self.shared.say(|out| out.write_all(&aside));
        Ok(if self.found { Done::Well } else { Done::Nothing })
    }

    /// Links are for terminals that open them; a pager gets the page without.
    fn links(&self, index: &Index) -> Links {
        let wanted = self.output.is_drawn() && self.look.terminal && supports_hyperlinks::supports_hyperlinks();
        match wanted.then(|| index.payload()) {
            Some(Ok(payload)) => Links::to(&payload.roots),
            _ => Links::default(),
        }
    }

    fn write(&self, out: &mut dyn Write, answer: &Answer<'_>, links: &Links) -> io::Result<()> {
        let Answer { asked, request, results } = *answer;
        if self.output.format() == FormatArg::Json {
            return present::results_json(out, answer);
        }
        let call = asked.map(|asked| asked.id.clone().unwrap_or_else(|| asked.number.to_string()));
        let call = call.map(|call| format!("{}\t", present::one_line(&call))).unwrap_or_default();
        if self.output.count {
            writeln!(out, "{call}{}", results.total.unwrap_or(0))?;
        } else if self.output.ids {
            present::ids(out, results, &call, &self.look)?;
        } else {
            if let Some(asked) = asked {
                if self.answers > 0 {
                    writeln!(out)?;
                }
                present::query_heading(out, asked, &request.query, &self.look)?;
            }
            present::hits(out, results, links, &self.look)?;
        }
        let mut is_first = results.hits.is_empty() && !self.output.count;
        let mut part = |out: &mut dyn Write| if std::mem::take(&mut is_first) { Ok(()) } else { writeln!(out) };
        if let Some(timeline) = &results.timeline {
            part(out)?;
            present::timeline(out, timeline, &self.look)?;
        }
        if !results.facets.is_empty() {
            part(out)?;
            present::facets(out, &results.facets, &self.look)?;
        }
        Ok(())
    }
}
