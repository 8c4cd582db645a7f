//! What stands in a folder and is no file: links and loops, pipes, sockets, devices.

use std::path::Path;

use crate::hostile::{Fate, Kind, What};

const LINK: &str = "a link, which is not followed";

pub(crate) fn kinds() -> Vec<Kind> {
    let link = |name, ending, make| Kind { name, ending, times: 3, make };
    vec![
        link("link-to-zeros", ".txt", |_| (What::Link("/dev/zero".into()), Fate::Named(LINK))),
        link("link-to-system", ".txt", |_| (What::Link("/etc/hosts".into()), Fate::Named(LINK))),
        link("link-nowhere", ".txt", |dice| (What::Link(format!("absent-{}", dice.word())), Fate::Named(LINK))),
        link("link-to-all", "", |_| (What::Link("..".into()), Fate::Named(LINK))),
        link("link-to-root", "", |_| (What::Link("/".into()), Fate::Named(LINK))),
        link("pipe", ".jsonl", |_| (What::Pipe, Fate::Named("a pipe and no file"))),
        link("socket", ".txt", |_| (What::Socket, Fate::Named("a socket and no file"))),
    ]
}

/// Whether it could be put there.
#[cfg(unix)]
pub(crate) fn put(path: &Path, what: &What) -> bool {
    match what {
        What::Link(target) => std::os::unix::fs::symlink(target, path).is_ok(),
        What::Pipe => std::process::Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()),
        // a path that is too long for a socket is left out, as in deep folders of macOS
        What::Socket => std::os::unix::net::UnixListener::bind(path).is_ok(),
        What::Bytes(_) => false,
    }
}

#[cfg(not(unix))]
pub(crate) fn put(_: &Path, _: &What) -> bool {
    false
}
