//! The first half of the road, without an index: what stands in files and folders, one record after another.

use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use crate::article::{Origin, Raw};
use crate::index::{Payload, SkippedRecord, Stamp};
use crate::ingest::Skipped;
use crate::ingest::books::shown;
use crate::ingest::pipeline::{READ_BYTES, origin};
use crate::ingest::roots::{STDIN, Scope, scopes};
use crate::ingest::walk::{Found, Hidden, reason, walk};
use crate::read::{self, Disk, Skip};

/// Reads `paths` in order (`-` is standard input) and hands over each record or the reason why there is none. `each`
/// answers whether to go on. Memory stays bounded whatever the size of the input.
pub fn for_each_record(paths: &[PathBuf], each: &mut dyn FnMut(Result<(Origin, Raw), Skipped>) -> bool) {
    // every path is a root of its own here, in the order given
    for path in paths {
        let (found, missing) = scopes(std::slice::from_ref(path), &mut Payload::default());
        let mut go_on = missing.into_iter().all(|(_, skip)| each(Err(skip)));
        for scope in found {
            go_on = go_on && read_scope(&scope, each);
        }
        if !go_on {
            return;
        }
    }
}

fn read_scope(scope: &Scope, each: &mut dyn FnMut(Result<(Origin, Raw), Skipped>) -> bool) -> bool {
    if scope.root.path == STDIN {
        let disk = PathBuf::from(STDIN);
        let found = Found { root: STDIN.to_owned(), path: String::new(), disk, stamp: Stamp::default() };
        return read_input(&found, io::stdin().lock(), None, each);
    }
    walk(scope, &HashSet::new()).all(|found| match found {
        Ok(found) => match File::open(&found.disk) {
            Ok(file) => read_input(&found, &file, Some(&file), each),
            Err(err) => each(Err(skipped(&found, None, None, reason(&err)))),
        },
        Err(Hidden { path, reason }) => {
            let found = Found { root: scope.root.name.clone(), path, disk: PathBuf::new(), stamp: Stamp::default() };
            each(Err(skipped(&found, None, None, reason)))
        }
    })
}

fn read_input(
    found: &Found,
    input: impl Read,
    file: Option<&File>,
    each: &mut dyn FnMut(Result<(Origin, Raw), Skipped>) -> bool,
) -> bool {
    let go_on = Cell::new(true);
    let is_over = || !go_on.get();
    let disk = file.and_then(|file| Disk::new(file, &is_over).ok());
    let mut input = BufReader::with_capacity(READ_BYTES, Tap { input, open: &go_on });
    let name = found.name();
    let ended = read::split(name, &mut input, disk.as_ref(), &mut |chunk| {
        let member = chunk.member.as_deref();
        read::parse(name, &chunk, &mut |record| {
            if !go_on.get() {
                return;
            }
            go_on.set(each(match record {
                Ok(record) => Ok((origin(found, member, record.number, &record.raw), record.raw)),
                Err(bad) => Err(skipped(found, member, bad.number, bad.reason)),
            }));
        });
    });
    // a person who names one file expects an article
    let is_named = found.path.is_empty();
    match ended {
        _ if !go_on.get() => false,
        Err(Skip::Bad(reason)) => each(Err(skipped(found, None, None, reason))),
        Err(Skip::NotAnArticle) if is_named => each(Err(skipped(found, None, None, "not an article".to_owned()))),
        Err(Skip::NotAnArticle) | Ok(()) => true,
    }
}

fn skipped(found: &Found, member: Option<&str>, number: Option<usize>, reason: String) -> Skipped {
    shown(&found.root, &found.path, &SkippedRecord { member: member.map(str::to_owned), number, reason }, false)
}

/// An input that ends when nothing more is wanted of it.
struct Tap<'a, R> {
    input: R,
    open: &'a Cell<bool>,
}

impl<R: Read> Read for Tap<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.open.get() { self.input.read(buffer) } else { Ok(0) }
    }
}
