//! The road without an index: what stands in files and folders, worked on by all cores, in the order of the input.

use std::collections::HashSet;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::article::{Origin, Raw};
use crate::index::{Payload, SkippedRecord, Stamp};
use crate::ingest::Skipped;
use crate::ingest::books::shown;
use crate::ingest::own::{OWN_OUTPUT, OwnOutput, Owner};
use crate::ingest::pipeline::{READ_BYTES, origin};
use crate::ingest::roots::{STDIN, Scope, scopes, slashed};
use crate::ingest::walk::{Found, Hidden, open, reason, walk};
use crate::read::{self, Chunk, Disk, Skip};

/// Reads `paths` in order (`-` is standard input), hands each record, or the reason why there is none, to `work` on all
/// cores, and what that makes of it to `each` in the order of the input. `each` answers whether to go on. Memory stays
/// bounded whatever the size of the input.
pub fn map_records<T: Send>(
    paths: &[PathBuf],
    work: &(dyn Fn(Result<(Origin, Raw), Skipped>) -> T + Sync),
    each: &mut dyn FnMut(T) -> bool,
) {
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get());
    let stop = AtomicBool::new(false);
    let (tasks, tasks_heard) = bounded::<(Task, Sender<Vec<T>>)>(workers);
    // what is made comes in any order, the places for it wait in that of the input
    let (places, places_heard) = bounded::<Receiver<Vec<T>>>(2 * workers);
    std::thread::scope(|threads| {
        for _ in 0..workers {
            let tasks = tasks_heard.clone();
            threads.spawn(move || {
                for (task, made) in tasks {
                    // nobody hears it when no more is wanted
                    let _ = made.send(task.run(work));
                }
            });
        }
        drop(tasks_heard);
        let stop = &stop;
        threads.spawn(move || {
            read_paths(paths, &|| stop.load(Ordering::Relaxed), &mut |task| {
                let (made, heard) = bounded(1);
                // fails only when no more is wanted
                if places.send(heard).is_ok() {
                    let _ = tasks.send((task, made));
                }
            });
        });
        for made in places_heard {
            let made = made.recv().unwrap_or_default();
            if !made.into_iter().all(&mut *each) {
                stop.store(true, Ordering::Relaxed);
                break;
            }
        }
    });
}

/// Some records, or an input that gives none.
enum Task {
    Records(Found, Chunk),
    Skipped(Skipped),
}

impl Task {
    fn run<T>(self, work: &dyn Fn(Result<(Origin, Raw), Skipped>) -> T) -> Vec<T> {
        let mut made = Vec::new();
        match self {
            Self::Skipped(skipped) => made.push(work(Err(skipped))),
            Self::Records(found, chunk) => {
                read::parse(found.name(), &chunk, &mut |record| {
                    let member = chunk.member.as_deref();
                    made.push(work(match record {
                        Ok(record) => Ok((origin(&found, member, record.number, &record.raw), record.raw)),
                        Err(bad) => Err(skipped(&found, member, bad.number, bad.reason)),
                    }));
                });
            }
        }
        made
    }
}

fn read_paths(paths: &[PathBuf], is_over: &dyn Fn() -> bool, each: &mut dyn FnMut(Task)) {
    // every path is a root of its own here, in the order given
    for path in paths {
        let (found, missing) = scopes(std::slice::from_ref(path), &mut Payload::default());
        missing.into_iter().for_each(|(_, skip)| each(Task::Skipped(skip)));
        for mut scope in found {
            if scope.disk.is_file() {
                // two files of one name are two articles, in this run and in the next
                scope.root.name = slashed(path.strip_prefix(".").unwrap_or(path));
            }
            read_scope(&scope, is_over, each);
        }
    }
}

fn read_scope(scope: &Scope, is_over: &dyn Fn() -> bool, each: &mut dyn FnMut(Task)) {
    if scope.root.path == STDIN {
        let disk = PathBuf::from(STDIN);
        let found = Found { root: STDIN.to_owned(), path: String::new(), disk, stamp: Stamp::default() };
        return read_input(&found, io::stdin().lock(), None, is_over, each);
    }
    for found in walk(scope, &HashSet::new()).take_while(|_| !is_over()) {
        match found {
            Ok(found) => match open(&found.disk) {
                // no more than the walk saw: standard output may go into this very file
                Ok(file) => read_input(
                    &found,
                    (&file).take(found.stamp.size),
                    Disk::new(&file, is_over).ok().as_ref(),
                    is_over,
                    each,
                ),
                Err(err) => each(Task::Skipped(skipped(&found, None, None, reason(&err)))),
            },
            Err(Hidden { path, reason }) => {
                let root = scope.root.name.clone();
                let found = Found { root, path, disk: PathBuf::new(), stamp: Stamp::default() };
                each(Task::Skipped(skipped(&found, None, None, reason)));
            }
        }
    }
}

fn read_input(
    found: &Found,
    input: impl Read,
    disk: Option<&Disk<'_>>,
    is_over: &dyn Fn() -> bool,
    each: &mut dyn FnMut(Task),
) {
    let mut input = BufReader::with_capacity(READ_BYTES, Tap { input, is_over });
    let mut own_output = OwnOutput::default();
    let ended = read::split(found.name(), &mut input, disk, &mut |chunk| match own_output.owner(found, &chunk) {
        Owner::Theirs => each(Task::Records(found.clone(), chunk)),
        Owner::Ours => {}
        Owner::OursFirst => {
            each(Task::Skipped(skipped(found, chunk.member.as_deref(), None, OWN_OUTPUT.to_owned())));
        }
    });
    // a person who names one file expects an article
    let is_named = found.path.is_empty();
    match ended {
        _ if is_over() => {}
        Err(Skip::Bad(reason) | Skip::Torn(reason)) => each(Task::Skipped(skipped(found, None, None, reason))),
        Err(Skip::NotAnArticle) if is_named => {
            each(Task::Skipped(skipped(found, None, None, "not an article".to_owned())));
        }
        Err(Skip::NotAnArticle) | Ok(()) => {}
    }
}

fn skipped(found: &Found, member: Option<&str>, number: Option<usize>, reason: String) -> Skipped {
    shown(&found.root, &found.path, &SkippedRecord { member: member.map(str::to_owned), number, reason }, false)
}

/// An input that ends when nothing more is wanted of it.
struct Tap<'a, R> {
    input: R,
    is_over: &'a dyn Fn() -> bool,
}

impl<R: Read> Read for Tap<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if (self.is_over)() { Ok(0) } else { self.input.read(buffer) }
    }
}
